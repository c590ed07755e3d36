/** Random functions do at the other end what they do here. */

import assert from 'node:assert/strict';
import vm from 'node:vm';
import fc from 'fast-check';
import { afterAll, describe, it } from 'vitest';
import { openWorker } from './real-worker.ts';
import { randomProgram } from './random-program.ts';
import { roundTrip, targets } from './round-trip.ts';

/** Programs come in one script for many, because finding the source of a script costs more than capturing its functions. */
const SCRIPTS = 36;
const PROGRAMS = 40;
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
console.log(`closure property tests: FUZZ_SEED=${seed}, ${SCRIPTS * PROGRAMS} programs for each target`);

type Root = (i: number, j: number) => unknown;
const scripts = (maxLength: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { minLength: maxLength, maxLength, size: 'max' });

interface Program {
  readonly root: Root;
  readonly expected: unknown;
}

/** Text of a program as an expression that never throws: one that cannot be built says nothing about capturing. */
function safely(number: number): string | undefined {
  const text = randomProgram(number);
  try {
    new vm.Script(text);
    return `(() => { try { return ${text}; } catch { return undefined; } })()`;
  } catch {
    return undefined;
  }
}

/** Runs programs here, in one script. */
async function runHere(numbers: readonly number[]): Promise<ReadonlyMap<number, Program>> {
  const texts = numbers.map((number) => [number, safely(number)] as const).filter(([, text]) => text !== undefined);
  const source = `[${texts.map(([, text]) => text).join(',\n')}]`;
  const roots = new vm.Script(source, { filename: `programs-${numbers[0]}.js` }).runInThisContext() as (
    Root | undefined
  )[];
  const programs = new Map<number, Program>();
  for (const [position, root] of roots.entries()) {
    try {
      if (root !== undefined)
        programs.set((texts[position] as readonly [number, string])[0], { root, expected: await root(3, 4) });
    } catch {
      // Its own error (a stack that is too deep, say); errors have tests of their own.
    }
  }
  return programs;
}

describe.each(targets)('for a %s', (target) => {
  it('captured and revived functions give what the originals give', { timeout: 300_000 }, async () => {
    let ran = 0;
    await fc.assert(
      fc.asyncProperty(scripts(PROGRAMS), async (numbers) => {
        for (const [number, { root, expected }] of await runHere(numbers)) {
          assert.deepStrictEqual(await roundTrip(target, root, [3, 4]), expected, `program ${number}`);
          ran++;
        }
      }),
      { numRuns: SCRIPTS, seed, endOnFailure: true },
    );
    assert.ok(ran >= 1000, `only ${ran} of ${SCRIPTS * PROGRAMS} programs ran at all`);
  });
});

describe.each(targets)('in a real worker: a %s', (target) => {
  const worker = openWorker(target);
  afterAll(() => worker.close());

  it('captured functions give what the originals give', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(scripts(PROGRAMS), async (numbers) => {
        for (const [number, { root, expected }] of await runHere(numbers)) {
          assert.deepStrictEqual(await worker.call(root, [3, 4]), expected, `program ${number}`);
        }
      }),
      { numRuns: 2, seed: seed + 1, endOnFailure: true },
    );
  });
});
