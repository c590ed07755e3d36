/** Looks figures up for the targets and the ratios of a question. */

import { isRate, type Figures, type Kind, type Row, type RowResult, type Target, type Unit } from './question.ts';

const usable = (result: RowResult): boolean => result.failure === undefined && Number.isFinite(result.median);

/** The better of the figures, in the sense of the unit. */
const bestOf = (values: readonly number[], unit: Unit): number | undefined =>
  values.length === 0 ? undefined : isRate(unit) ? Math.max(...values) : Math.min(...values);

/** The results of one question, looked up by row. */
export function figuresOf(results: readonly RowResult[], unit: Unit): Figures {
  const find = (name: string): RowResult | undefined =>
    results.find((result) => result.row.name === name && usable(result));
  return {
    of: (name) => find(name)?.median,
    extra: (name, column) => find(name)?.extra[column],
    bestPeer(kind: Kind, test: (row: Row) => boolean = () => true) {
      const peers = results.filter(
        (result) => result.row.family === 'peer' && result.row.kind === kind && usable(result) && test(result.row),
      );
      return bestOf(
        peers.map((result) => result.median),
        unit,
      );
    },
  };
}

/** The limit that rows of a kind are compared with. */
export const limitOf = (results: readonly RowResult[], kind: Kind): number | undefined =>
  results.find((result) => result.row.reference === true && result.row.kind === kind && usable(result))?.median;

/** How many times as good `mine` is as `other`; above 1 is better whatever the unit. */
export function timesAsGood(mine: number, other: number | undefined, unit: Unit): number | undefined {
  if (other === undefined) return undefined;
  return isRate(unit) ? mine / other : other / mine;
}

/** Whether a target is met; undefined when it could not be measured. */
export function isMet(target: Target): boolean | undefined {
  if (target.measured === undefined || Number.isNaN(target.measured) || Number.isNaN(target.need)) return undefined;
  return target.bound === 'least' ? target.measured >= target.need : target.measured <= target.need;
}
