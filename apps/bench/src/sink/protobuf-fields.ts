/** Bytes of a nested message, a text or the like; or a whole number. Fixed-size numbers are passed over. */
export type Visit = (field: number, bytes: Buffer, value: number) => void;

const NO_BYTES = Buffer.alloc(0);
const FIXED_SIZES: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** Walks over the fields of one Protocol Buffers message. */
export function eachField(message: Buffer, visit: Visit): void {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      if (byte === undefined) throw new Error('the message ends inside a number');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const [field, wireType] = [tag >>> 3, tag & 7];
    if (wireType === 0) visit(field, NO_BYTES, varint());
    else if (wireType === 2) {
      const length = varint();
      visit(field, message.subarray(at, (at += length)), 0);
    } else {
      const size = FIXED_SIZES[wireType];
      if (size === undefined) throw new Error(`wire type ${wireType} is unknown`);
      at += size;
    }
  }
}
