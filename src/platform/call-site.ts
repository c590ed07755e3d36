import { here } from './here.ts';

/** Where in the program a call was made. The text is made when it is first read: most calls never fail. */
export interface CallSite {
  /** Stack frames of the caller, one per line, without our own; empty when there are none. */
  readonly stack: string;
}

/** Our own frames come on top of the caller's and would use up the usual limit of ten. */
const EXTRA_FRAMES = 12;

/** The folder of our own files: `src/` in the source, `dist/` in the build. */
const ownFolder = here.replace(/\/(src|dist)\/.*$/, '/$1/');

const isOwn = (line: string): boolean => line.includes(ownFolder) && !line.includes('.test.ts');

function framesOf(stack: string | undefined): string {
  const lines = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const theirs = lines.filter((line) => !isOwn(line) && !line.includes('node:internal/'));
  // An application that bundles us has everything in one file: then our frames are better than none.
  return (theirs.length > 0 ? theirs : lines).join('\n');
}

/**
 * Remembers the stack of the caller, at about the cost of creating an Error without reading its stack.
 *
 * @param below - Frames above and including this function are left out.
 */
export function captureCallSite(below: (...args: never[]) => unknown = captureCallSite): CallSite {
  const holder: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  const isRaised = Reflect.set(Error, 'stackTraceLimit', limit + EXTRA_FRAMES); // not under --frozen-intrinsics
  Error.captureStackTrace(holder, below);
  if (isRaised) Error.stackTraceLimit = limit;
  let text: string | undefined;
  return {
    get stack(): string {
      return (text ??= framesOf(holder.stack));
    },
  };
}
