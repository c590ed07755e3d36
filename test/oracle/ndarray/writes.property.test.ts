/**
 * Results are computed when somebody looks at them, which must not show: random programs of operations, views, writes and looks give what
 * plain loops over copies and shared memory give, which compute everything at once.
 */

import fc from 'fast-check';
import { assertProperty } from '../../support/property.ts';
import { afterAll, expect, test } from 'vitest';
import { closeSharedKernelBackends } from '../../../src/core/kernel-registry.ts';
import * as np from '../../../src/ndarray.ts';

afterAll(closeSharedKernelBackends);

/** An array as a list of places in a memory that views share. */
interface Model {
  readonly memory: number[];
  readonly places: readonly number[];
}
interface Pair {
  readonly array: np.NDArray;
  readonly model: Model;
}

const LENGTH = 24;
const fresh = (values: readonly number[]): Model => ({ memory: [...values], places: values.map((_, at) => at) });
const valuesOf = ({ memory, places }: Model): number[] => places.map((place) => memory[place]!);
const check = ({ array, model }: Pair): void => expect(array.toArray()).toEqual(valuesOf(model));

const range = Array.from({ length: LENGTH }, (_, at) => at);
const makers: readonly ((value: number) => Pair)[] = [
  (value) => ({ array: np.full(LENGTH, value, { dtype: 'float64' }), model: fresh(range.map(() => value)) }),
  () => ({ array: np.ones(LENGTH), model: fresh(range.map(() => 1)) }),
  () => ({ array: np.arange(LENGTH, { dtype: 'float64' }), model: fresh(range) }),
  (value) => ({ array: np.zeros(LENGTH).add(value), model: fresh(range.map(() => value)) }),
];

const slices: readonly [string, (places: readonly number[]) => number[]][] = [
  ['::-1', (places) => places.toReversed()],
  ['2:9', (places) => places.slice(2, 9)],
  ['::3', (places) => places.filter((_, at) => at % 3 === 0)],
];

/** Two operands of one length: the first `n` places of both. */
const firsts = (a: Pair, b: Pair): readonly [Pair, Pair] => {
  const count = Math.min(a.model.places.length, b.model.places.length);
  const first = ({ array, model }: Pair): Pair => ({
    array: array.at(`:${count}`),
    model: { ...model, places: model.places.slice(0, count) },
  });
  return [first(a), first(b)];
};

const steps: readonly ((one: Pair, other: Pair, value: number) => Pair | undefined)[] = [
  ({ array, model }, _, value) => ({ array: array.mul(value), model: fresh(valuesOf(model).map((x) => x * value)) }),
  ({ array, model }) => ({ array: np.abs(array).add(1), model: fresh(valuesOf(model).map((x) => Math.abs(x) + 1)) }),
  (one, other) => {
    const [a, b] = firsts(one, other);
    const right = valuesOf(b.model);
    return { array: a.array.sub(b.array), model: fresh(valuesOf(a.model).map((x, at) => x - right[at]!)) };
  },
  ({ array, model }, _, value) => {
    const [text, pick] = slices[value % slices.length]!;
    return { array: array.at(text), model: { ...model, places: pick(model.places) } };
  },
  ({ array, model }, _, value) => {
    array.set('...', value);
    for (const place of model.places) model.memory[place] = value;
    return undefined;
  },
  (one, other) => {
    const [a, b] = firsts(one, other);
    const values = valuesOf(b.model);
    a.array.set('...', b.array);
    for (const [at, place] of a.model.places.entries()) a.model.memory[place] = values[at]!;
    return undefined;
  },
  ({ array, model }, _, value) => {
    array.addAssign(value);
    for (const place of model.places) model.memory[place]! += value;
    return undefined;
  },
  (one) => {
    check(one);
    return undefined;
  },
  ({ array, model }) => ({ array: array.copy(), model: fresh(valuesOf(model)) }),
];

const choice = fc.nat({ max: 1000 });

test('programs of operations, views and writes', { timeout: 120_000 }, async () => {
  await assertProperty(
    fc.property(
      fc.array(fc.tuple(choice, fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 3 }),
      fc.array(fc.tuple(choice, choice, choice, fc.integer({ min: 0, max: 9 })), { maxLength: 14 }),
      (starts, program) => {
        const pairs = starts.map(([maker, value]) => makers[maker % makers.length]!(value));
        for (const [step, one, other, value] of program) {
          const [a, b] = [pairs[one % pairs.length]!, pairs[other % pairs.length]!];
          const made = steps[step % steps.length]!(a, b, value);
          if (made !== undefined) pairs.push(made);
        }
        for (const pair of pairs) check(pair);
      },
    ),
    { numRuns: 1000 },
  );
});
