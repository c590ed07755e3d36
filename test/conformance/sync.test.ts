/** Locks, channels and the like are the same for threads and for processes. */

import { describe, test } from 'vitest';
import { openKit } from '../../src/testing/suite.ts';
import { syncCases } from '../../src/testing/sync-cases.ts';

describe.each(['threads', 'processes'])('%s', (backend) => {
  const kit = openKit({ backend, describe, test });
  syncCases(kit);
  kit.done();
});
