/** Globals that mean in a kernel what they mean elsewhere. */

import { typedArrayElements } from './typed-arrays.ts';

const GLOBALS: ReadonlySet<string> = new Set([
  'Math',
  'Number',
  'Boolean',
  'BigInt',
  'Infinity',
  'NaN',
  'undefined',
  'isNaN',
  'isFinite',
  'Array',
  'Atomics',
  'Object',
  'Map',
  'Set',
  'Date',
  'String',
  ...Object.keys(typedArrayElements),
]);

/** Whether a kernel may use a global of this name. */
export const isKnownGlobal = (name: string): boolean => GLOBALS.has(name);
