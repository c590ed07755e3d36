/** Random values arrive in real workers as they are, as arguments, as captured values and as results. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterAll, describe, test } from 'vitest';
import { Parallel } from '../../src/index.ts';
import { describeValue } from '../../src/testing/describe-value.ts';
import { assertProperty, fuzzParameters } from '../support/property.ts';
import { randomValue } from '../support/random-value.ts';

const TIMEOUT_MS = 120_000;

describe.each(['sequential', 'threads', 'processes'])('%s', (backend) => {
  const parallel = Parallel({ backend, nJobs: 2 });
  afterAll(() => parallel.close());

  test('random arguments and results arrive unchanged', { timeout: TIMEOUT_MS }, async () => {
    const values = fc.array(randomValue, { minLength: 1, maxLength: 6 });
    const look = (value: unknown): readonly [string, unknown] => [describeValue(value), value];
    const property = fc.asyncProperty(values, async (items) => {
      const expected = items.map(describeValue);
      const results = await parallel.map(look, items, { batchSize: 3 });
      assert.deepEqual(results.map(([seen]) => seen), expected); // prettier-ignore
      assert.deepEqual(results.map(([, value]) => describeValue(value)), expected); // prettier-ignore
    });
    await assertProperty(property, fuzzParameters(`${backend}: arguments`));
  });

  test('random captured values arrive unchanged', { timeout: TIMEOUT_MS }, async () => {
    const property = fc.asyncProperty(randomValue, async (captured) => {
      const look = (): readonly [string, unknown] => [describeValue(captured), captured];
      const [[seen, value]] = (await parallel.map(look, [0])) as [ReturnType<typeof look>];
      assert.equal(seen, describeValue(captured));
      assert.equal(describeValue(value), describeValue(captured));
    });
    await assertProperty(property, fuzzParameters(`${backend}: captured values`));
  });

  test('random values that are thrown arrive unchanged', { timeout: TIMEOUT_MS }, async () => {
    const fail = (value: unknown): never => {
      throw value;
    };
    const property = fc.asyncProperty(fc.array(randomValue, { minLength: 1, maxLength: 4 }), async (items) => {
      const settled = await parallel.map(fail, items, { onError: 'settle' });
      const reasons = settled.map((one) => describeValue((one as PromiseRejectedResult).reason));
      assert.deepEqual(reasons, items.map(describeValue));
    });
    await assertProperty(property, fuzzParameters(`${backend}: thrown values`));
  });
});
