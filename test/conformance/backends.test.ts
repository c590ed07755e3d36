/** Every registered backend gives the same results. */

import { describe, test } from 'vitest';
import { listBackends } from '../../src/core/registry.ts';
import { taskBackendSuite } from '../../src/testing.ts';

describe.each(listBackends().map(({ name }) => name))('%s', (backend) => {
  taskBackendSuite({ backend, describe, test });
});
