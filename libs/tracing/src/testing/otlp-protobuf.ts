/** How a field is read, or the message that it holds. */
type Kind = 'text' | 'hex' | 'varint' | 'bool' | 'double' | 'fixed64' | Message;

/** Fields by their numbers in opentelemetry/proto, under their names in OTLP's JSON. */
interface Message {
  readonly [number: number]: readonly [name: string, kind: Kind, repeated?: 'repeated'];
}

const anyValue: Record<number, readonly [string, Kind]> = {
  1: ['stringValue', 'text'],
  2: ['boolValue', 'bool'],
  3: ['intValue', 'varint'],
  4: ['doubleValue', 'double'],
};
anyValue[5] = ['arrayValue', { 1: ['values', anyValue, 'repeated'] }];

const attributes = ['attributes', { 1: ['key', 'text'], 2: ['value', anyValue] }, 'repeated'] as const;

const link: Message = { 1: ['traceId', 'hex'], 2: ['spanId', 'hex'], 4: attributes };

const event: Message = { 1: ['timeUnixNano', 'fixed64'], 2: ['name', 'text'], 3: attributes };

const span: Message = {
  1: ['traceId', 'hex'],
  2: ['spanId', 'hex'],
  3: ['traceState', 'text'],
  4: ['parentSpanId', 'hex'],
  5: ['name', 'text'],
  6: ['kind', 'varint'],
  7: ['startTimeUnixNano', 'fixed64'],
  8: ['endTimeUnixNano', 'fixed64'],
  9: attributes,
  11: ['events', event, 'repeated'],
  13: ['links', link, 'repeated'],
  15: ['status', { 2: ['message', 'text'], 3: ['code', 'varint'] }],
};

const scopeSpans: Message = {
  1: ['scope', { 1: ['name', 'text'], 2: ['version', 'text'] }],
  2: ['spans', span, 'repeated'],
};

const resourceSpans: Message = { 1: ['resource', { 1: attributes }], 2: ['scopeSpans', scopeSpans, 'repeated'] };

const exportTraceServiceRequest: Message = { 1: ['resourceSpans', resourceSpans, 'repeated'] };

/** The body of an export in protobuf as its JSON would be. */
export function jsonOf(body: Buffer): unknown {
  return decode(body, exportTraceServiceRequest);
}

function decode(bytes: Buffer, message: Message): Record<string, unknown> {
  const decoded: Record<string, unknown> = {};
  for (let at = 0; at < bytes.length; ) {
    const tag = varintAt(bytes, at);
    const { content, end } = contentAt(bytes, tag.end, Number(tag.value & 7n));
    at = end;
    const [name, kind, repeated] = message[Number(tag.value >> 3n)] ?? [];
    if (name === undefined || kind === undefined) continue;
    const value = valueOf(content, kind);
    if (repeated) ((decoded[name] ??= []) as unknown[]).push(value);
    else decoded[name] = value;
  }
  return decoded;
}

function varintAt(bytes: Buffer, from: number): { value: bigint; end: number } {
  let value = 0n;
  for (let end = from, shift = 0n; ; shift += 7n) {
    const byte = bytes.readUInt8(end++);
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value, end };
  }
}

/** A number of seven-bit groups, eight or four bytes, or a length and as many bytes. */
function contentAt(bytes: Buffer, at: number, wireType: number): { content: Buffer | bigint; end: number } {
  if (wireType === 1) return { content: bytes.subarray(at, at + 8), end: at + 8 };
  if (wireType === 5) return { content: bytes.subarray(at, at + 4), end: at + 4 };
  const { value, end } = varintAt(bytes, at);
  if (wireType === 0) return { content: value, end };
  const last = end + Number(value);
  return { content: bytes.subarray(end, last), end: last };
}

function valueOf(content: Buffer | bigint, kind: Kind): unknown {
  if (typeof content === 'bigint') return kind === 'bool' ? content === 1n : Number(BigInt.asIntN(64, content));
  if (kind === 'text') return content.toString();
  if (kind === 'hex') return content.toString('hex');
  if (kind === 'double') return content.readDoubleLE();
  if (kind === 'fixed64') return String(content.readBigUInt64LE());
  return decode(content, kind as Message);
}
