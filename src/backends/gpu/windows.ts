import type { WgslWindows } from '../../core/kernel.ts';

/** The most bytes that one binding may span: a multiple of the alignment that bindings need. */
export const windowBytes = (limit: number): number => Math.floor(limit / 256) * 256;

/** Splits each buffer into as few bindings as the limit allows. */
export function windowsFor(byteLengths: readonly number[], limit: number): WgslWindows {
  const byteLength = windowBytes(limit);
  return { counts: byteLengths.map((bytes) => Math.max(1, Math.ceil(bytes / byteLength))), byteLength };
}
