/** A backend of somebody else's, made of the public parts alone, passes the same suites. */

import { describe, expect, test } from 'vitest';
import { Parallel, registerBackend } from '../../src/index.ts';
import { crashSuite, taskBackendSuite } from '../../src/testing.ts';
import { PlainThreads } from './plain-threads.ts';

registerBackend('plain-threads', (options) => new PlainThreads(options), { memory: 'copied' });

describe('plain-threads', () => {
  taskBackendSuite({
    backend: 'plain-threads',
    describe,
    test,
    cannot: { 'make calls of their own on the same backend': 'its workers do not register it' },
  });
  crashSuite({
    backend: 'plain-threads',
    column: 'threads',
    describe,
    test,
    cannot: { 'that floods stdout: every line arrives': 'it passes no output on' },
  });

  test('can be given as an object, too', async () => {
    const backend = new PlainThreads({ workers: 1, level: 1, idleTimeoutMs: 1000, stdio: 'inherit' });
    expect(await Parallel({ backend }).map((x: number) => x + 1, [1, 2])).toEqual([2, 3]);
    await backend.close();
  });
});
