/**
 * Ranges of addresses that nobody uses, ordered by address; neighbours are always one range.
 *
 * There are few of them: most freed blocks wait in an arena's bins instead.
 */
export class FreeRanges {
  readonly #starts: number[] = [];
  readonly #lengths: number[] = [];

  /**
   * Takes from the smallest range that is large enough, so that large ranges stay whole.
   *
   * @returns The address, or undefined when there is no such range.
   */
  take(length: number): number | undefined {
    let best = -1;
    for (let at = 0; at < this.#lengths.length; at++) {
      const found = this.#lengths[at] as number;
      if (found >= length && (best < 0 || found < (this.#lengths[best] as number))) best = at;
    }
    if (best < 0) return undefined;
    const start = this.#starts[best] as number;
    const rest = (this.#lengths[best] as number) - length;
    if (rest === 0) this.#remove(best);
    else this.#set(best, start + length, rest);
    return start;
  }

  /** Gives a range back, and joins it with its neighbours. */
  give(start: number, length: number): void {
    const next = this.#firstAfter(start);
    const joinsNext = this.#starts[next] === start + length;
    const total = joinsNext ? length + (this.#lengths[next] as number) : length;
    const before = next - 1;
    const joinsBefore = next > 0 && (this.#starts[before] as number) + (this.#lengths[before] as number) === start;
    if (joinsBefore) {
      this.#set(before, this.#starts[before] as number, (this.#lengths[before] as number) + total);
      if (joinsNext) this.#remove(next);
    } else if (joinsNext) this.#set(next, start, total);
    else {
      this.#starts.splice(next, 0, start);
      this.#lengths.splice(next, 0, total);
    }
  }

  /** How much of the range that ends at this address is free. */
  freeBefore(end: number): number {
    const last = this.#firstAfter(end - 1) - 1;
    if (last < 0) return 0;
    const start = this.#starts[last] as number;
    return start + (this.#lengths[last] as number) === end ? end - start : 0;
  }

  #set(at: number, start: number, length: number): void {
    this.#starts[at] = start;
    this.#lengths[at] = length;
  }

  #remove(at: number): void {
    this.#starts.splice(at, 1);
    this.#lengths.splice(at, 1);
  }

  /** Index of the first range that starts after an address. */
  #firstAfter(address: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] as number) > address) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
