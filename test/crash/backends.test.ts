/** The crash table holds on every registered backend. */

import { describe, test } from 'vitest';
import { listBackends } from '../../src/core/registry.ts';
import { crashSuite } from '../../src/testing.ts';

describe.each(listBackends().map(({ name }) => name))('%s', (backend) => {
  crashSuite({ backend, describe, test });
});
