/** The questions of this suite, in the order of the report; each is a file of this folder. */

import type { Question } from '../harness/question.ts';

const loaders: Readonly<Record<string, () => Promise<{ question: Question }>>> = {
  'map-numbers': () => import('./map-numbers.ts'),
  'map-shared-array': () => import('./map-shared-array.ts'),
  'submit-together': () => import('./submit-together.ts'),
  'round-trip': () => import('./round-trip.ts'),
  'cpu-tasks-even': () => import('./cpu-tasks.ts').then((module) => ({ question: module.even })),
  'cpu-tasks-skewed': () => import('./cpu-tasks.ts').then((module) => ({ question: module.skewed })),
  'big-argument': () => import('./big-argument.ts'),
  'big-result': () => import('./big-result.ts'),
  'start-up': () => import('./start-up.ts'),
  'memory-per-worker': () => import('./memory-per-worker.ts'),
  'closure-capture': () => import('./closure-capture.ts'),
};

export const questionNames: readonly string[] = Object.keys(loaders);

/** Loads a question by name. */
export async function loadQuestion(name: string): Promise<Question> {
  const load = loaders[name];
  if (load === undefined) throw new Error(`no such question: ${name}; there are ${questionNames.join(', ')}`);
  return (await load()).question;
}
