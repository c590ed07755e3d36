import { readFileSync } from 'node:fs';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { webAssembly } from '../core/web-assembly.ts';
import type { WasmModule } from '../core/web-assembly.ts';

/**
 * Versions of V8 whose 256-bit mode was tested with random kernels. In older ones it does not exist or lacks operators; in others nobody
 * has looked.
 */
const TESTED_V8 = /^(?:13\.6|14\.6)\./;

/**
 * V8's mode that joins pairs of 128-bit operators to 256-bit ones. It is decided when a function is optimised, so it is optimised at
 * once. Inlining between functions has to be off: without the baseline compiler it makes V8 14 abort.
 */
const WIDE_FLAGS = [
  'experimental-wasm-revectorize',
  'no-liftoff',
  'no-wasm-lazy-compilation',
  'no-wasm-inlining',
] as const;

const opposite = (flag: string): string => (flag.startsWith('no-') ? flag.slice(3) : `no-${flag}`);

function hasAvx2(): boolean {
  if (process.arch !== 'x64') return false;
  try {
    return /^flags\s*:.*\bavx2\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return false; // another system: not tested there
  }
}

let supported: boolean | undefined;

/** Whether this machine and this V8 have a 256-bit mode that is known to be good. */
export const hasWideMode = (): boolean => (supported ??= TESTED_V8.test(process.versions.v8) && hasAvx2());

/** A section without meaning, named "wide": V8 would give equal bytes the code that it has for them already. */
const WIDE_SECTION = [0, 5, 4, 0x77, 0x69, 0x64, 0x65];

/** Compiles a module in V8's 256-bit mode. Other modules, and other threads' later ones, are compiled as always. */
export function compileWide(bytes: Uint8Array<ArrayBuffer>): WasmModule {
  const marked = new Uint8Array(bytes.length + WIDE_SECTION.length);
  marked.set(bytes);
  marked.set(WIDE_SECTION, bytes.length);
  for (const flag of WIDE_FLAGS) setFlagsFromString(`--${flag}`);
  try {
    return new webAssembly.Module(marked);
  } finally {
    for (const flag of WIDE_FLAGS) setFlagsFromString(`--${opposite(flag)}`);
  }
}
