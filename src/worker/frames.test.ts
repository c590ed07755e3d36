import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BatchRequest, WorkerReply } from '../core/protocol.ts';
import { encodeFrame, FrameReader } from './frames.ts';
import { shortText } from './short-message.ts';

/** Sends messages as chunks of these sizes, again and again. */
function roundTrip(messages: readonly unknown[], sizes: readonly number[]): unknown[] {
  const received: unknown[] = [];
  const reader = new FrameReader((message) => received.push(message));
  const bytes = Buffer.concat(messages.flatMap((message) => encodeFrame(message as WorkerReply)));
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] as number;
    reader.push(Buffer.from(bytes.subarray(at, at + size)));
    at += size;
  }
  return received;
}

const views = fc.oneof(
  fc.float64Array({ maxLength: 3000 }),
  fc.int8Array({ maxLength: 20_000 }),
  fc.bigInt64Array({ maxLength: 40 }),
  fc.uint8ClampedArray({ maxLength: 9000 }),
  fc.constant(Buffer.from('some text')),
  fc.constant(new DataView(new ArrayBuffer(12), 4, 4)),
);

it('gives back any messages, however the bytes are cut', () => {
  const message = fc.record({ values: fc.array(fc.oneof(fc.anything(), views), { maxLength: 6 }) });
  const sizes = fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 4 }), sizes, (messages, cuts) => {
      const sendable = messages.filter((one) => {
        try {
          structuredClone(one);
          return true;
        } catch {
          return false;
        }
      });
      expect(roundTrip(sendable, cuts)).toEqual(structuredClone(sendable));
    }),
    { numRuns: 300 },
  );
});

it('gives each array a buffer of its own, of its own size', () => {
  for (const length of [10, 100_000]) {
    const [{ array }] = roundTrip([{ array: new Float64Array(length).fill(2).subarray(1) }], [1 << 16]) as [
      { array: Float64Array },
    ];
    expect(array.buffer.byteLength).toBe(array.byteLength);
    expect(array.at(-1)).toBe(2);
  }
});

it('reads frames of 64 MB in linear time', () => {
  const array = new Float64Array(2 ** 23).fill(1);
  // Processor time, and the best of several: what else the machine does is no cost of the reader. Joining chunk by chunk would copy 32 GB each time.
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 4 && least > 1000; i++) {
    const before = process.cpuUsage();
    const [received] = roundTrip([array], [65_536]) as [Float64Array];
    expect(received.length).toBe(array.length);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  expect(least).toBeLessThan(3000);
});

const primitive = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.string({ unit: 'binary', maxLength: 250 }),
  fc.boolean(),
  fc.constantFrom(null, undefined, -0, Number.NaN, Number.POSITIVE_INFINITY, '\ud800', '\u0000'),
);

const reply = (values: readonly unknown[]): WorkerReply => ({
  type: 'reply',
  id: 7,
  elapsedMs: 0.25,
  outcomes: [{ kind: 'values', at: 0, count: values.length, values: { kind: 'plain', values } }],
});

it('keeps the few values of a short message exactly', () => {
  const cut = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(fc.array(primitive, { maxLength: 6 }), cut, (values, size) => {
      expect(roundTrip([reply(values)], [size])).toStrictEqual([reply(values)]);
    }),
    { numRuns: 1000 },
  );
});

it('keeps every part of a short batch', () => {
  const plain: BatchRequest = {
    type: 'batch',
    id: 3,
    callId: 9,
    fn: 2,
    spread: false,
    count: 1,
    first: 41,
    attempt: 2,
    args: { kind: 'plain', values: ['x'] },
  };
  expect(shortText(plain)).toBe('[0,3,9,2,41,2,0,"x"]');
  const rich: readonly Partial<BatchRequest>[] = [
    { waits: true },
    { exact: true },
    { indices: [4] },
    { from: 0, to: 1 },
    { spread: true, args: { kind: 'plain', values: [['x']] } },
    { fn: [2] },
    { definitions: [] },
  ];
  for (const more of [{}, ...rich]) {
    const request = { ...plain, ...more };
    expect(roundTrip([request], [7])).toStrictEqual([request]);
  }
});

it('calls a message a line of text only when JSON keeps it', () => {
  expect(shortText(reply([1, 'a', null, true]))).toBe('[1,7,0.25,0,1,"a",null,true]');
  for (const value of [Number.NaN, -0, Number.POSITIVE_INFINITY, undefined, 1n, {}, [1], 'x'.repeat(201)]) {
    expect(shortText(reply([value]))).toBeUndefined();
  }
  expect(shortText(reply(new Array(1)))).toBeUndefined();
});

it('reads small plain messages as they were sent, whichever way they travel', () => {
  const plain = fc.anything({ maxDepth: 3, withBigInt: true, withDate: true, withMap: true, withSparseArray: true });
  fc.assert(
    fc.property(plain, plain, (value, other) => {
      const message = { type: 'batch', args: { kind: 'plain', values: [value, other, value] } };
      expect(roundTrip([message], [7])).toStrictEqual([deserialize(serialize(message))]);
    }),
    { numRuns: 1000 },
  );
});

it('keeps what is there twice one object, and tells 0 from -0', () => {
  const shared = { deep: [1] };
  const [{ args }] = roundTrip([{ type: 'batch', args: [shared, shared, -0, 0] }], [64]) as [{ args: unknown[] }];
  expect(args[0]).toBe(args[1]);
  expect(args.slice(2)).toStrictEqual([-0, 0]);
});

it('sends what a child needs for its first task without a serialiser', () => {
  const initializer = { definitions: [], fn: { kind: 'module', url: 'file:///a.js', name: 'b' } };
  const [bytes] = encodeFrame({ type: 'setup', workerId: 1, level: 1, stdio: 'inherit', initializer } as never);
  expect(Buffer.from(bytes as Uint8Array).toString('utf8', 8)).toContain('{"type":"setup"');
});
