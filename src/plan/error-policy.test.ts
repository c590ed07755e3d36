import { describe, expect, it } from 'vitest';
import { checkErrorPolicy } from './error-policy.ts';

describe('checkErrorPolicy', () => {
  it('takes the policies, and aborts when nothing is said', () => {
    expect(checkErrorPolicy(undefined)).toBe('abort');
    for (const policy of ['abort', 'settle', 'skip', () => 0]) expect(checkErrorPolicy(policy)).toBe(policy);
  });

  it('names anything else', () => {
    for (const value of ['ignore', 1, null, {}]) {
      expect(() => checkErrorPolicy(value)).toThrow(
        `onError must be 'abort', 'settle', 'skip' or a function, got ${String(value)}`,
      );
    }
  });
});
