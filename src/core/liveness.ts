/**
 * Who is alive, in memory that all threads of a program see: so that a thread which waits for a lock, even one that blocks, can tell
 * that the holder has died.
 *
 * Every thread of the library has a *holder* number, and so has every child process on whose behalf this program holds something. It is
 * the index of a word in a shared table, with the word's generation: odd while the holder lives, even when the place is free. A worker's
 * parent gives the number and takes it back when the worker has ended; the table also knows the parent, since nobody is left to take
 * back the numbers of what died with a thread.
 */

/** A number from 4097 to 2^29, unique among those that live. */
export type Holder = number;

const INDEX_BITS = 12;
const PLACES = 1 << INDEX_BITS;
const INDEX_MASK = PLACES - 1;
const GENERATION_MASK = (1 << 17) - 1;
/** Set while somebody enters a place: its parent is not noted yet. */
const ENTERING = 1 << 20;
/** The place of those for whom there is none left: they count as alive for ever. */
const CROWD = INDEX_MASK;

/** What a worker thread needs of the table of its program. */
export interface LivenessShare {
  readonly table: SharedArrayBuffer;
  readonly self: Holder;
}

interface Table {
  /** Generations, then the holders that are the parents of those in each place. */
  readonly words: Int32Array;
  readonly self: Holder;
  next: number;
}

// Several copies of the library in a thread are one holder.
const key = Symbol.for('manycore.liveness');
type Global = { [key]?: Table };

function makeTable(): Table {
  const words = new Int32Array(new SharedArrayBuffer(2 * PLACES * Int32Array.BYTES_PER_ELEMENT));
  words[0] = 1;
  words[CROWD] = 1;
  return { words, self: holderAt(0, 1), next: 1 };
}

const holderAt = (index: number, generation: number): Holder => (generation << INDEX_BITS) | index;

const table = (): Table => ((globalThis as Global)[key] ??= makeTable());

/** A worker thread takes over the table of its program. */
export function adoptLiveness({ table: shared, self }: LivenessShare): void {
  (globalThis as Global)[key] = { words: new Int32Array(shared), self, next: 1 };
}

/** The holder number of this thread. */
export const thisHolder = (): Holder => table().self;

/** For a worker thread that is about to start: its number in the table. Take it back by {@link leaveHolder}. */
export function shareLiveness(): LivenessShare {
  return { table: table().words.buffer as SharedArrayBuffer, self: enterHolder() };
}

/** Whether a holder lives, and all that it depends on. */
export function isAlive(holder: Holder): boolean {
  const { words } = table();
  for (let current = holder; current !== 0;) {
    const index = current & INDEX_MASK;
    if ((Atomics.load(words, index) & GENERATION_MASK) !== current >>> INDEX_BITS) return false;
    current = Atomics.load(words, PLACES + index);
  }
  return true;
}

/** Whether nobody is in a place: it was left, or whoever was in it died with its parent. */
function isFree(words: Int32Array, index: number, generation: number): boolean {
  if ((generation & ENTERING) !== 0) return false;
  if ((generation & 1) === 0) return true;
  const parent = Atomics.load(words, PLACES + index);
  return parent !== 0 && !isAlive(parent);
}

/** A number for something new that may hold locks, which this thread answers for. */
export function enterHolder(): Holder {
  const all = table();
  const { words } = all;
  for (let tried = 0; tried < PLACES; tried++) {
    const index = all.next;
    all.next = index + 1 >= CROWD ? 1 : index + 1;
    const seen = Atomics.load(words, index);
    if (!isFree(words, index, seen)) continue;
    const generation = ((seen & 1) === 0 ? seen + 1 : seen + 2) & GENERATION_MASK;
    if (Atomics.compareExchange(words, index, seen, generation | ENTERING) !== seen) continue;
    Atomics.store(words, PLACES + index, all.self);
    Atomics.store(words, index, generation);
    return holderAt(index, generation);
  }
  return holderAt(CROWD, 1);
}

/** The holder has ended. Safe to call twice. */
export function leaveHolder(holder: Holder): void {
  const { words } = table();
  const index = holder & INDEX_MASK;
  const generation = holder >>> INDEX_BITS;
  if (index !== 0 && index !== CROWD)
    Atomics.compareExchange(words, index, generation, (generation + 1) & GENERATION_MASK);
}
