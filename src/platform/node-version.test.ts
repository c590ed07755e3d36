import { describe, expect, it } from 'vitest';
import { checkNodeVersion } from './node-version.ts';

describe('checkNodeVersion', () => {
  it.each(['22.19.0', '22.20.1', '24.0.0', '26.1.0-nightly', process.versions.node])('accepts %s', (version) => {
    expect(() => checkNodeVersion(version)).not.toThrow();
  });

  it.each(['20.20.2', '22.18.0', '18.0.0'])('refuses %s in one sentence that says what to do', (version) => {
    const message = expect.stringMatching(
      new RegExp(`needs Node 22.19 or newer, and this is Node ${version}; install`),
    );
    expect(() => checkNodeVersion(version)).toThrow(expect.objectContaining({ code: 'ERR_NODE_VERSION', message }));
  });
});
