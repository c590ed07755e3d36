/** Runs kernels that are written for workgroups: all invocations of a group advance from barrier to barrier. */

import { ParallelError } from '../../../core/errors.ts';

/** A kernel by groups. */
export interface Groups {
  readonly workgroup: readonly number[];
  readonly size: readonly number[];
  /** Clears the arrays of the group that starts. */
  readonly start: () => void;
  /** One invocation, which stops at each barrier. */
  readonly invoke: (group: readonly number[], at: readonly number[]) => Generator<void, void>;
}

/** All coordinates of a space, row major. */
function* coordinates(size: readonly number[]): Generator<readonly number[]> {
  const [first, ...rest] = size;
  if (first === undefined) return yield [];
  for (let at = 0; at < first; at++) for (const inner of coordinates(rest)) yield [at, ...inner];
}

function runGroup(waiting: readonly Generator<void, void>[]): void {
  for (;;) {
    const states = waiting.map((invocation) => invocation.next().done === true);
    if (states.every(Boolean)) return;
    if (states.some(Boolean)) {
      throw new ParallelError(
        'ERR_KERNEL_BARRIER',
        'some invocations of a workgroup ended while others wait at a barrier; every invocation must reach every barrier: ' +
          'guard the reads and writes around it, not the barrier itself',
      );
    }
  }
}

/** Runs whole groups until they cover the size, so the last ones reach beyond it. */
export function runGroups({ workgroup, size, start, invoke }: Groups): void {
  const groups = size.map((length, axis) => Math.ceil(length / workgroup[axis]!));
  const places = [...coordinates(workgroup)];
  for (const group of coordinates(groups)) {
    start();
    runGroup(places.map((at) => invoke(group, at)));
  }
}
