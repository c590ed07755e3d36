/** Smallest buffer that is made, in bytes: also the alignment that bindings need. */
export const SMALLEST = 256;

/** Sizes and positions of copies are multiples of this, in bytes. */
export const WORD = 4;

/** The next multiple of 4. */
export const wholeWords = (byteLength: number): number => Math.ceil(byteLength / WORD) * WORD;

/**
 * The size of the buffer that is made for so many bytes, so that a freed one fits the next of about the same size: powers of two
 * in quarter steps, so at most a fifth is wasted.
 *
 * @returns Bytes: a multiple of 256 where `largest` allows it, of 4 always.
 */
export function capacityFor(byteLength: number, largest: number): number {
  if (byteLength <= SMALLEST) return SMALLEST;
  const step = Math.max(SMALLEST, 2 ** (Math.floor(Math.log2(byteLength - 1)) - 2));
  const rounded = Math.ceil(byteLength / step) * step;
  return rounded <= largest ? rounded : wholeWords(byteLength);
}
