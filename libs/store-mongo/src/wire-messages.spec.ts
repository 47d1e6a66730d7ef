import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { Readable } from 'node:stream';
import { messagesOf, type WireMessage } from './testing/wire-messages.js';

const { serialize } = mongo.BSON;

function int32(...values: readonly number[]): Buffer {
  return Buffer.from(Int32Array.from(values).buffer);
}

function message(opcode: number, requestId: number, responseTo: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([int32(16 + content.length, requestId, responseTo, opcode), content]);
}

function sequence(name: string, ...documents: readonly object[]): Buffer {
  const content = Buffer.concat([Buffer.from(`${name}\0`), ...documents.map((document) => serialize(document))]);
  return Buffer.concat([Buffer.from([1]), int32(4 + content.length), content]);
}

const body = (document: object) => Buffer.concat([Buffer.from([0]), serialize(document)]);
const command = { insert: 'things', ordered: true };
const documents = [{ _id: 1 }, { _id: 2, text: 'ä' }];
const bytes = Buffer.concat([
  message(2013, 1, 0, int32(0), body(command), sequence('documents', ...documents)),
  message(2013, 2, 0, int32(2), sequence('documents', ...documents), body(command)),
  message(2013, 3, 1, int32(0), body({ ok: 1 })),
  message(2004, 4, 0, int32(0), Buffer.from('admin.$cmd\0'), int32(0, -1), serialize({ hello: 1 })),
  message(1, 5, 4, int32(8, 0, 0, 0, 1), serialize({ ok: 1 })),
]);

async function read(...chunks: readonly Buffer[]): Promise<WireMessage[]> {
  const read = [];
  for await (const message of messagesOf(Readable.from(chunks))) read.push(message);
  return read;
}

describe('messages of the wire protocol', () => {
  it('are told with all their documents, wherever these stand', async () => {
    const insert = { ...command, documents };

    expect(await read(bytes)).toMatchObject([
      { requestId: 1, responseTo: 0, moreToCome: false, body: insert },
      { requestId: 2, moreToCome: true, body: insert },
      { requestId: 3, responseTo: 1, body: { ok: 1 } },
      { requestId: 4, moreToCome: false, body: { hello: 1 } },
      { requestId: 5, responseTo: 4, body: {} },
    ]);
  });

  it('are the same however the bytes arrive', async () => {
    const whole = await read(bytes);

    for (const size of [1, 3, 16, 17, 100]) {
      const count = Math.ceil(bytes.length / size);
      const chunks = Array.from({ length: count }, (_, n) => bytes.subarray(n * size, (n + 1) * size));
      expect(await read(...chunks)).toEqual(whole);
    }
    expect(Buffer.concat(whole.map((message) => message.bytes))).toEqual(bytes);
  });

  it('are not told before they are whole', async () => {
    expect(await read(bytes.subarray(0, -1))).toHaveLength(4);
  });
});
