import type { Known } from '../../plan/auto/sample.ts';

/** What the tasks of a function came to in earlier calls; bounded. */
const learned = new Map<string, Known>();
const MOST_LEARNED = 500;

/** What earlier calls of the function told; undefined for a new one. */
export const recall = (key: string | undefined): Known | undefined =>
  key === undefined ? undefined : learned.get(key);

/** Keeps what a call has shown, for the next call of the function. */
export function learn(key: string | undefined, known: Known): void {
  if (key === undefined) return;
  learned.delete(key);
  learned.set(key, known);
  if (learned.size > MOST_LEARNED) learned.delete(learned.keys().next().value as string);
}
