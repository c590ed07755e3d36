/** What it costs to capture a function with its variables, on the caller's side. */

import type { Question, Row, Runner, Settings } from '../harness/question.ts';
import { median } from '../harness/stats.ts';
import { openCapture } from './manycore.ts';
import { python } from './rows.ts';

type AnyFunction = (...args: never[]) => unknown;

const settingsOfTask = { factor: 3, names: ['a', 'b'] };
const scale = (x: number): number => x * settingsOfTask.factor;

/** A new function object at each call, all with one source text: what a loop in a program makes. */
const makers: Readonly<Record<string, (index: number, array: Float64Array) => AnyFunction>> = {
  number: (index) => (x: number) => x + index,
  helper: (index) => (x: number) => scale(x) + index,
  array: (index, array) => (x: number) => (array[x] as number) + index,
};

async function open(row: Row, settings: Settings): Promise<Runner> {
  const make = makers[row.variant as string];
  if (make === undefined) throw new Error(`no such closure: ${row.variant}`);
  const capture = await openCapture();
  const count = settings.quick ? 50 : 300;
  // Made beforehand: a new one of 8 MB for each capture made the collector run within most of them.
  const arrays = Array.from({ length: 4 }, () => new Float64Array(row.variant === 'array' ? 2 ** 20 : 0));
  const timeUs = (index: number): number => {
    const fn = make(index, arrays[index % arrays.length] as Float64Array);
    const start = performance.now();
    capture(fn);
    return (performance.now() - start) * 1_000;
  };
  const firstUs = timeUs(0);
  for (let index = 0; index < 100; index++) timeUs(index);
  return {
    async round() {
      const observations = Array.from({ length: count }, (_, index) => timeUs(index));
      return { value: median(observations), observations, extra: { 'first in the process, us': firstUs } };
    },
    close: async () => undefined,
  };
}

const ours = (name: string, variant: string): Row => ({
  name: `manycore, ${name}`,
  family: 'manycore',
  kind: 'threads',
  adapter: 'manycore',
  variant,
});

export const question: Question = {
  name: 'closure-capture',
  title: 'capturing one function',
  about:
    'Microseconds on the caller for each new function object of one source text, each in a call of its own, so that nothing is remembered but ' +
    'what the source says. A captured array of 8 MB must cost no more than a number: it is not copied. The very first capture of a process loads ' +
    'the parser. The peer is cloudpickle, which joblib brings; it copies the array.',
  unit: 'us',
  rounds: 9,
  columns: ['p90', 'first in the process, us'],
  rows: [
    ours('closure over a number', 'number'),
    ours('closure over a number and a helper with settings', 'helper'),
    ours('closure over an array of 8 MB', 'array'),
    python('closure_capture', 'cloudpickle, closure over a number', { kind: 'threads', needs: ['joblib'] }),
    python('closure_capture', 'cloudpickle, closure over a number and a helper with settings', {
      kind: 'threads',
      needs: ['joblib'],
    }),
    python('closure_capture', 'cloudpickle, closure over an array of 8 MB', {
      kind: 'threads',
      needs: ['joblib', 'numpy'],
    }),
  ],
  targets: (figures) => [
    {
      text: 'closure over a number, us',
      measured: figures.of('manycore, closure over a number'),
      need: 150,
      bound: 'most',
    },
    {
      text: 'closure and helper (two functions): us for each',
      measured: (figures.of('manycore, closure over a number and a helper with settings') ?? Number.NaN) / 2,
      need: 150,
      bound: 'most',
    },
    {
      text: 'closure over an array of 8 MB, us',
      measured: figures.of('manycore, closure over an array of 8 MB'),
      need: 150,
      bound: 'most',
    },
  ],
  open,
};
