/** A failure that nobody looks at is noticed, as that of a promise is; one that somebody waited for is not. */

import { describe, expect, it } from 'vitest';
import { start } from './processes.ts';

describe.each(['threads', 'processes'])('%s', (backend) => {
  it.each([
    'nobody looks',
    'nobody looks at a closure',
    'nobody looks at what depends',
    'nobody looks at what a cancelled task waited for',
    'nobody looks at what another argument of a task was cancelled beside',
    'a callback throws',
    'no error callback',
  ])('%s: the program ends with the error', async (what) => {
    const { code, stderr } = await start('handles.mjs', [backend, what]).ending;
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('RangeError: unheard');
  });

  it.each([
    ['an error callback', 'heard\nclosed\n'],
    ['waited for', 'failed\nfailed\nclosed\n'],
    ['cancelled', 'cancelled cancelled cancelled cancelled\nclosed\n'],
  ] as const)('%s: the program goes on', async (what, output) => {
    const { code, stdout, stderr } = await start('handles.mjs', [backend, what]).ending;
    expect(code, stderr).toBe(0);
    expect(stdout).toBe(output);
  });
});
