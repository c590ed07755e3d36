/**
 * In which order to multiply the operands of an Einstein sum: pairs one after the other, so that what comes out of them stays small.
 *
 * *Source*: the rules of NumPy's `einsum_path` (greedy and optimal), after D. G. A. Smith, J. Gray, "opt_einsum" (JOSS 3, 2018,
 * https://doi.org/10.21105/joss.00753). Agrees with NumPy 2.4.
 */

/** Labels of an operand. */
export type LabelSet = ReadonlySet<string>;

/** What is known of a sum. */
export interface PathTask {
  readonly operands: readonly LabelSet[];
  readonly output: LabelSet;
  /** Length of each label. */
  readonly lengths: ReadonlyMap<string, number>;
  /** The largest intermediate result, in elements. */
  readonly limit: number;
}

/** The labels of some operands together: those that stay because somebody needs them, and what it costs. */
interface Contraction {
  readonly kept: LabelSet;
  /** Multiplications and additions. */
  readonly cost: number;
  readonly size: number;
}

/** The number of elements that labels span. */
export const sizeOfLabels = (labels: Iterable<string>, lengths: ReadonlyMap<string, number>): number => {
  let size = 1;
  for (const label of labels) size *= lengths.get(label)!;
  return size;
};

/** Multiplications and additions of a contraction of so many operands. */
export function countOperations(
  labels: Iterable<string>,
  isSummed: boolean,
  { count, lengths }: { readonly count: number; readonly lengths: ReadonlyMap<string, number> },
): number {
  return sizeOfLabels(labels, lengths) * (Math.max(1, count - 1) + (isSummed ? 1 : 0));
}

/** What comes out of the operands at some places. */
export function contractionOf(
  places: readonly number[],
  operands: readonly LabelSet[],
  { output, lengths }: Pick<PathTask, 'output' | 'lengths'>,
): Contraction {
  const all = new Set<string>();
  const needed = new Set(output);
  for (const [at, labels] of operands.entries()) {
    for (const label of labels) (places.includes(at) ? all : needed).add(label);
  }
  const kept = new Set([...all].filter((label) => needed.has(label)));
  const cost = countOperations(all, kept.size < all.size, { count: places.length, lengths });
  return { kept, cost, size: sizeOfLabels(kept, lengths) };
}

/** A pair that may come next. Operands have numbers that stay; results get new ones. */
interface Candidate {
  readonly pair: readonly [number, number];
  readonly removed: number;
  readonly cost: number;
  readonly kept: LabelSet;
}

const pairsOf = (ids: readonly number[]): [number, number][] =>
  ids.flatMap((first, at) => ids.slice(at + 1).map((second): [number, number] => [first, second]));

const isBetter = (a: Candidate, b: Candidate): boolean =>
  a.removed > b.removed || (a.removed === b.removed && a.cost < b.cost);

/** Operands by number, while pairs become one. */
class Operands {
  readonly #task: PathTask;
  readonly #labels: Map<number, LabelSet>;
  readonly #naive: number;
  #next: number;
  /** Operations so far. */
  spent = 0;

  constructor(task: PathTask) {
    this.#task = task;
    this.#labels = new Map(task.operands.entries());
    this.#next = task.operands.length;
    this.#naive = contractionOf([...this.#labels.keys()], task.operands, task).cost;
  }

  get ids(): readonly number[] {
    return [...this.#labels.keys()];
  }

  /** The pair as a candidate; undefined when it is too large, or costs more than all at once. */
  look(pair: readonly [number, number]): Candidate | undefined {
    const { ids } = this;
    const list = [...this.#labels.values()];
    const { kept, cost, size } = contractionOf(
      pair.map((id) => ids.indexOf(id)),
      list,
      this.#task,
    );
    if (size > this.#task.limit || this.spent + cost > this.#naive) return undefined;
    const before = pair.reduce((sum, id) => sum + sizeOfLabels(this.#labels.get(id)!, this.#task.lengths), 0);
    return { pair, removed: before - size, cost, kept };
  }

  /** Whether two operands have a label in common. */
  touch([first, second]: readonly [number, number]): boolean {
    return !this.#labels.get(first)!.isDisjointFrom(this.#labels.get(second)!);
  }

  /** Puts the result of a pair in its place, and gives its number. */
  contract({ pair, kept, cost }: Candidate): number {
    for (const id of pair) this.#labels.delete(id);
    this.#labels.set(this.#next, kept);
    this.spent += cost;
    return this.#next++;
  }
}

/** Always the pair that makes most elements go, then the cheapest; pairs without a common label only when there are no others. */
export function greedyPath(task: PathTask): number[][] {
  const count = task.operands.length;
  if (count < 3) return [[...task.operands.keys()]];
  const operands = new Operands(task);
  const path: number[][] = [];
  let candidates: Candidate[] = [];
  let fresh = pairsOf(operands.ids);
  while (path.length < count - 1) {
    candidates.push(...fresh.filter((pair) => operands.touch(pair)).flatMap((pair) => operands.look(pair) ?? []));
    if (candidates.length === 0) candidates = pairsOf(operands.ids).flatMap((pair) => operands.look(pair) ?? []);
    const { ids } = operands;
    if (candidates.length === 0) return [...path, [...ids.keys()]];
    const best = candidates.reduce((found, one) => (isBetter(one, found) ? one : found));
    path.push(best.pair.map((id) => ids.indexOf(id)));
    candidates = candidates.filter(({ pair }) => !pair.some((id) => best.pair.includes(id)));
    const made = operands.contract(best);
    fresh = operands.ids.filter((id) => id !== made).map((id): [number, number] => [id, made]);
  }
  return path;
}

interface Partial {
  readonly cost: number;
  readonly path: readonly number[][];
  readonly operands: readonly LabelSet[];
}

const cheapest = (list: readonly Partial[]): Partial => list.reduce((best, one) => (one.cost < best.cost ? one : best));

/** All orders are tried: for a handful of operands. */
export function optimalPath(task: PathTask): number[][] {
  let found: Partial[] = [{ cost: 0, path: [], operands: task.operands }];
  for (let left = task.operands.length; left > 1; left--) {
    const next: Partial[] = [];
    for (const one of found) {
      for (const pair of pairsOf([...one.operands.keys()])) {
        const { kept, cost, size } = contractionOf(pair, one.operands, task);
        if (size > task.limit) continue;
        const operands = [...one.operands.filter((_, at) => !pair.includes(at)), kept];
        next.push({ cost: one.cost + cost, path: [...one.path, pair], operands });
      }
    }
    if (next.length === 0) {
      const best = cheapest(found);
      return [...best.path, [...best.operands.keys()]];
    }
    found = next;
  }
  return [...cheapest(found).path];
}
