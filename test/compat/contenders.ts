/** The promises of a library's documentation are tested on the library itself, to prove the tests right, and on its drop-in. */

import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, it } from 'vitest';

/** Which of the two is tested. */
export interface Contender {
  readonly id: string;
  readonly isPeer: boolean;
  /** For promises that the library itself does not keep: the reason why is in the name of the test. */
  readonly itsOwn: typeof it;
}

/** The URL of a worker file. */
export const file = (name: string): URL => new URL(`./fixtures/${name}`, import.meta.url);
/** Its path. */
export const filePath = (name: string): string => fileURLToPath(file(name));

/** What the library itself does not promise to keep is no test of it. */
const notForPeers = (() => {}) as unknown as typeof it;

/** Runs the suite for a library and for the entry that replaces it. */
export function forBoth(peer: string, suite: (contender: Contender) => void): void {
  for (const id of [peer, `manycore/compat/${peer}`]) {
    const isPeer = id === peer;
    describe(id, () => {
      beforeAll(() => void (process.env['POOL_UNDER_TEST'] = id)); // for worker files
      afterAll(() => void delete process.env['POOL_UNDER_TEST']);
      suite({ id, isPeer, itsOwn: isPeer ? notForPeers : it });
    });
  }
}

/** Waits until something holds. @throws Error when it does not within the limit, in milliseconds. */
export async function until(holds: () => boolean, limitMs = 15_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`did not happen within ${limitMs} ms: ${holds}`);
    await sleep(2);
  }
}

/** What a promise rejects with. @throws Error when it does not reject. */
export async function rejection(promise: PromiseLike<unknown>): Promise<Error & Record<string, unknown>> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error(`it resolved to ${JSON.stringify(value)}`);
}

/** Ends with 'settled' or 'open': whether something is over within a time, in milliseconds. */
export async function stateAfter(ms: number, promise: PromiseLike<unknown>): Promise<'settled' | 'open'> {
  const settled = Promise.resolve(promise).then(
    () => 'settled' as const,
    () => 'settled' as const,
  );
  return Promise.race([settled, sleep(ms, 'open' as const)]);
}

/** Memory over which the test and its tasks talk: `tools.mjs` waits at word 0 and counts the starts in word 1. */
export class Gate {
  readonly shared: SharedArrayBuffer = new SharedArrayBuffer(8);
  readonly #words = new Int32Array(this.shared);

  /** Tasks that have started. */
  get started(): number {
    return Atomics.load(this.#words, 1);
  }

  /** Lets all tasks go on. */
  open(): void {
    Atomics.store(this.#words, 0, 1);
    Atomics.notify(this.#words, 0);
  }
}

let files = 0;

/** A file for one test, which is gone afterwards. */
export class TestFile implements Disposable {
  readonly path: string = path.join(tmpdir(), `manycore-compat-${process.pid}-${++files}.txt`);

  get lines(): readonly string[] {
    try {
      return readFileSync(this.path, 'utf8').split('\n').filter(Boolean);
    } catch {
      return []; // not written yet
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { force: true });
  }
}
