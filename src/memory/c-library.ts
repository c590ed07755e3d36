import { createRequire } from 'node:module';
import process from 'node:process';
import { here } from '../platform/here.ts';

/** A function of the C library, declared by its prototype. */
export type CFunction = (...args: unknown[]) => unknown;

/** What koffi gives of the C library; an address is a bigint. */
export interface CLibrary {
  func(prototype: string): CFunction;
  /** Memory at an address as a buffer. */
  view(address: bigint, byteLength: number): ArrayBuffer;
}

interface Koffi {
  load(path: null): { func(prototype: string): CFunction };
  view(address: bigint, byteLength: number): ArrayBuffer;
}

/** undefined: not looked for yet; null: not to be had here. */
let library: CLibrary | null | undefined;

function load(): CLibrary | null {
  if (process.platform === 'win32') return null; // has none of the functions that we need
  try {
    const koffi = createRequire(here)('koffi') as Koffi;
    const c = koffi.load(null); // the symbols of this process: Node has the C library loaded, whatever its name is here
    return { func: (prototype) => c.func(prototype), view: (address, byteLength) => koffi.view(address, byteLength) };
  } catch {
    return null; // koffi is optional
  }
}

/** The C library, where koffi is installed; loading it takes some milliseconds the first time. */
export const cLibrary = (): CLibrary | null => (library ??= library === null ? null : load());
