import { expect, it } from 'vitest';
import { remapStack } from './remap-stack.ts';

/** A trace as a worker sends it, of a script that has no source map; and how it reads. */
const frame = (line: number): string =>
  `RangeError: no\n    at inner (/app/main.ts?closure=987654321:${line}:3)\n    at other.js:1:2`;
const reads = (line: number): string => `RangeError: no\n    at inner (/app/main.ts:${line}:3)\n    at other.js:1:2`;

type Hook = (error: Error, frames: NodeJS.CallSite[]) => unknown;

/** Remaps with this hook in place; the test runner has one of its own. */
function remapWith(hook: Hook | undefined, stack: string): string {
  const holder = Error as { prepareStackTrace?: Hook | undefined };
  const before = holder.prepareStackTrace;
  holder.prepareStackTrace = hook;
  try {
    return remapStack(stack);
  } finally {
    holder.prepareStackTrace = before;
  }
}

it('leaves positions alone where nobody knows better', () => {
  expect(remapWith(undefined, frame(51))).toBe(reads(51));
});

it.each([1, 2, 51])("asks the program's own hook, as test runners have one: line %d", (line) => {
  const hook: Hook = (error, [top]) =>
    `${String(error)}\n    at ${top?.getFileName()}:${Number(top?.getLineNumber()) + 1000}:${top?.getColumnNumber()}`;
  expect(remapWith(hook, frame(line))).toBe(reads(line + 1000));
});

it('does without a hook that throws', () => {
  const hook = (): never => {
    throw new Error('no');
  };
  expect(remapWith(hook, frame(51))).toBe(reads(51));
});
