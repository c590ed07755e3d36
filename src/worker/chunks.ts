/** How a range of units is cut into chunks. Every thread computes the same ones by itself. */

/** A range from 0, and how it is cut. */
export interface Cut {
  readonly size: number;
  /** Units of a chunk; with `guided`, of the last and smallest ones. */
  readonly chunkSize: number;
  /**
   * 0: chunks of one size. Otherwise how many threads share the range: they begin with large chunks, and the parts get smaller towards the
   * end. Each round of so many chunks takes half of what is left.
   */
  readonly guided: number;
}

/** Units of the chunks of a round of guided chunks, when so many are left: whole multiples of the smallest. */
const roundChunk = (left: number, { chunkSize, guided }: Cut): number =>
  Math.max(1, Math.ceil(left / (2 * guided * chunkSize))) * chunkSize;

/** How many chunks there are. */
export function countChunks(cut: Cut): number {
  const { size, chunkSize, guided } = cut;
  if (guided === 0) return Math.ceil(size / chunkSize);
  let [begin, count] = [0, 0];
  while (begin < size) {
    const units = roundChunk(size - begin, cut);
    // Those of the least size go on to the end.
    const chunks =
      units === chunkSize ? Math.ceil((size - begin) / units) : Math.min(guided, Math.ceil((size - begin) / units));
    begin += chunks * units;
    count += chunks;
  }
  return count;
}

/** Where a chunk begins, and where it ends. */
export function chunkAt(cut: Cut, index: number): { readonly begin: number; readonly end: number } {
  const { size, chunkSize, guided } = cut;
  if (guided === 0) {
    const begin = index * chunkSize;
    return { begin, end: Math.min(begin + chunkSize, size) };
  }
  let [begin, left] = [0, index];
  for (;;) {
    const units = roundChunk(size - begin, cut);
    if (units === chunkSize || left < guided) {
      begin += left * units;
      return { begin, end: Math.min(begin + units, size) };
    }
    begin += guided * units;
    left -= guided;
  }
}
