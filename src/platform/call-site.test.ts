import { describe, expect, it } from 'vitest';
import { captureCallSite } from './call-site.ts';
import type { CallSite } from './call-site.ts';

describe('captureCallSite', () => {
  it('shows the caller first, and neither our files nor the internals of Node', () => {
    const lines = (function outer(): CallSite {
      return captureCallSite();
    })().stack.split('\n');
    expect(lines[0]).toMatch(/^\s+at outer .*call-site\.test\.ts\S*:\d+:\d+/);
    expect(lines.join('\n')).not.toMatch(/call-site\.ts|node:internal/);
  });

  it('leaves out the frames above a given function', () => {
    const entry = (): CallSite => captureCallSite(entry);
    const caller = (): CallSite => {
      const site = entry();
      return site;
    };
    expect(caller().stack.split('\n')[0]).toContain('at caller');
  });

  it('keeps the stack trace limit, and sees past our own frames', () => {
    const before = Error.stackTraceLimit;
    Error.stackTraceLimit = 3;
    try {
      const deep = (depth: number): CallSite => (depth === 0 ? captureCallSite() : deep(depth - 1));
      expect(deep(8).stack.split('\n').length).toBeGreaterThan(3);
      expect(Error.stackTraceLimit).toBe(3);
    } finally {
      Error.stackTraceLimit = before;
    }
  });

  it('formats nothing before the stack is read', () => {
    const original = Error.prepareStackTrace;
    let formatted = 0;
    Error.prepareStackTrace = (error, frames) => {
      formatted++;
      return `${String(error)}${frames.map((frame) => `\n    at ${String(frame)}`).join('')}`;
    };
    try {
      const site = captureCallSite();
      expect(formatted).toBe(0);
      expect(site.stack).toContain('call-site.test.ts');
      expect(site.stack).toBe(site.stack);
      expect(formatted).toBe(1);
    } finally {
      Error.prepareStackTrace = original;
    }
  });
});
