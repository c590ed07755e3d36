import { ParallelError } from '../core/errors.ts';

/** The oldest Node that works; the floor of our dependencies (docs/decisions/0001-dependencies.md). */
const OLDEST = [22, 19] as const;

/**
 * Refuses a Node that is too old, in one sentence, before it fails in some obscure way.
 *
 * @param version - Such as `24.1.0`; that of this process, unless a test says otherwise.
 * @throws ParallelError `ERR_NODE_VERSION`.
 */
export function checkNodeVersion(version: string = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new ParallelError(
    'ERR_NODE_VERSION',
    `manycore needs Node ${OLDEST.join('.')} or newer, and this is Node ${version}; install a newer one from https://nodejs.org`,
  );
}
