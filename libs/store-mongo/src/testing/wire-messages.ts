import { mongo } from 'mongoose';

const HEADER_BYTES = 16;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const MORE_TO_COME = 2;

/** One message of MongoDB's wire protocol. */
export interface WireMessage {
  readonly bytes: Buffer;
  readonly requestId: number;
  /** The request that a reply answers; 0 in a request. */
  readonly responseTo: number;
  /** Another message of this sender follows without being asked for; a request of this kind gets no reply. */
  readonly moreToCome: boolean;
  readonly body: mongo.BSON.Document;
}

/** Cuts a stream of bytes into messages, by the length that each begins with. */
export async function* messagesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<WireMessage> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER_BYTES && rest.length >= rest.readInt32LE()) {
      const length = rest.readInt32LE();
      yield decode(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  }
}

export function encode({ requestId, responseTo, body }: Omit<WireMessage, 'bytes' | 'moreToCome'>): Buffer {
  const document = mongo.BSON.serialize(body);
  const head = Buffer.alloc(HEADER_BYTES + 5);
  head.writeInt32LE(head.length + document.length);
  head.writeInt32LE(requestId, 4);
  head.writeInt32LE(responseTo, 8);
  head.writeInt32LE(OP_MSG, 12);
  return Buffer.concat([head, document]);
}

function decode(bytes: Buffer): WireMessage {
  const opcode = bytes.readInt32LE(12);
  const isMessage = opcode === OP_MSG;
  return {
    bytes,
    requestId: bytes.readInt32LE(4),
    responseTo: bytes.readInt32LE(8),
    moreToCome: isMessage && (bytes.readUInt32LE(HEADER_BYTES) & MORE_TO_COME) !== 0,
    body: isMessage ? bodyOf(bytes) : legacyBodyOf(bytes, opcode),
  };
}

/** The command, its document sequences put where they would stand inside it. */
function bodyOf(bytes: Buffer): mongo.BSON.Document {
  const sections: mongo.BSON.Document[] = [];
  for (let at = HEADER_BYTES + 4; at < bytes.length; ) {
    const isSequence = bytes[at] === 1;
    const section = bytes.subarray(at + 1, at + 1 + bytes.readInt32LE(at + 1));
    sections.push(isSequence ? sequenceOf(section) : mongo.BSON.deserialize(section));
    at += 1 + section.length;
  }
  return Object.assign({}, ...sections) as mongo.BSON.Document;
}

function sequenceOf(section: Buffer): mongo.BSON.Document {
  const nameEnd = section.indexOf(0, 4);
  const documents = [];
  for (let at = nameEnd + 1; at < section.length; at += section.readInt32LE(at)) {
    documents.push(mongo.BSON.deserialize(section.subarray(at, at + section.readInt32LE(at))));
  }
  return { [section.toString('utf8', 4, nameEnd)]: documents };
}

/** A driver greets a server whose age it does not know in the older form. */
function legacyBodyOf(bytes: Buffer, opcode: number): mongo.BSON.Document {
  if (opcode !== OP_QUERY) return {};
  const document = bytes.indexOf(0, HEADER_BYTES + 4) + 1 + 8;
  return mongo.BSON.deserialize(bytes.subarray(document));
}
