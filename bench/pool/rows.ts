/** The pool of an app and the drop-ins, each beside the library that it replaces. */

import type { Figures, Kind, Row, Target } from '../harness/question.ts';
import { ratio } from '../harness/stats.ts';

interface Pair {
  readonly dropIn: Row;
  readonly peer: Row;
}

const pair = (name: string, kind: Kind): Pair => ({
  dropIn: { name: `drop-in for ${name}, ${kind}`, family: 'manycore', kind, adapter: `drop-in-${name}` },
  peer: { name: `${name}, ${kind}`, family: 'peer', kind, adapter: name, needs: [name] },
});

/** Each drop-in with its peer. */
export const pairs: readonly Pair[] = [
  pair('tinypool', 'threads'),
  pair('piscina', 'threads'),
  pair('workerpool', 'threads'),
  pair('tinypool', 'processes'),
  pair('workerpool', 'processes'),
];

const poolRun = (kind: Kind): Row => ({ name: `Pool.run, ${kind}`, family: 'manycore', kind, adapter: 'pool-run' });

/** All rows, those of one kind beside each other. */
export const rows: readonly Row[] = (['threads', 'processes'] as const).flatMap((kind) => [
  poolRun(kind),
  ...pairs.flatMap(({ dropIn, peer }) => (dropIn.kind === kind ? [dropIn, peer] : [])),
]);

/** Times in comparison with the peer: 10 % more are noise. */
export const notSlower = (figures: Figures): Target[] => compare(figures, { need: 1.1, bound: 'most' });

/** Rates in comparison with the peer. */
export const atLeast =
  (need: number) =>
  (figures: Figures): Target[] =>
    compare(figures, { need, bound: 'least' });

function compare(figures: Figures, demand: Pick<Target, 'need' | 'bound'>): Target[] {
  const dropIns = pairs.map(({ dropIn, peer }) => ({
    text: `${dropIn.name}, to ${peer.name}`,
    measured: ratio(figures.of(dropIn.name), figures.of(peer.name)),
    ...demand,
  }));
  const runs = (['threads', 'processes'] as const).map((kind) => ({
    text: `${poolRun(kind).name}, to the best peer`,
    measured: ratio(figures.of(poolRun(kind).name), figures.bestPeer(kind)),
    ...demand,
  }));
  return [...runs, ...dropIns];
}
