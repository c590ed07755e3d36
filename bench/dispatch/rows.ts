/** Rows that most questions share. */

import type { Kind, Row } from '../harness/question.ts';

const manycore = (kind: Kind): Row => ({ name: `manycore ${kind}`, family: 'manycore', kind, adapter: 'manycore' });

/** A JavaScript library among the peers. */
const peer = (name: string, kind: Kind, variant?: string): Row => ({
  name: `${name} ${kind}${variant === undefined ? '' : `, ${variant}`}`,
  family: 'peer',
  kind,
  adapter: name,
  needs: [name],
  ...(variant !== undefined && { variant }),
});

/** Ours. */
export const ours: readonly Row[] = [manycore('threads'), manycore('processes')];

/** One core: a loop without any library, and our own backend that only calls the function. */
export const oneCore: readonly Row[] = [
  { name: 'plain loop, one core', family: 'limit', kind: 'threads', adapter: 'loop' },
  { ...manycore('threads'), name: 'manycore sequential, one core', variant: 'sequential' },
];

/** One row for each JavaScript library and kind. */
export const libraries: readonly Row[] = [
  peer('tinypool', 'threads'),
  peer('piscina', 'threads'),
  peer('workerpool', 'threads'),
  peer('jest-worker', 'threads'),
  peer('poolifier', 'threads'),
  peer('comlink', 'threads'),
  peer('tinypool', 'processes'),
  peer('workerpool', 'processes'),
  peer('jest-worker', 'processes'),
  peer('poolifier', 'processes'),
];

/** piscina with eight tasks at a worker; it matters where many small tasks wait. */
export const piscinaAhead: Row = peer('piscina', 'threads', 'c=8');

/** A Python peer: contender `adapter` of the program `python`. */
export const python = (
  program: string,
  adapter: string,
  options: { kind?: Kind; needs?: readonly string[] } = {},
): Row => ({
  name: `Python ${adapter}`,
  family: 'peer',
  kind: options.kind ?? 'processes',
  adapter,
  python: program,
  needs: options.needs ?? ['multiprocessing'],
});

/** A limit: the bare platform in a variant. The reference is what ratios are taken to. */
export const limit = (name: string, kind: Kind, options: { variant?: string; reference?: boolean } = {}): Row => ({
  name,
  family: 'limit',
  kind,
  adapter: 'limit',
  ...(options.variant !== undefined && { variant: options.variant }),
  reference: options.reference ?? false,
});

/** Peers written in JavaScript. */
export const isJavaScript = (row: Row): boolean => row.python === undefined;
