import { InvalidOptionError } from '../../core/errors.ts';
import type { WgslStep } from '../../core/kernel.ts';

/** Groups along each axis. */
export type Grid = readonly [x: number, y: number, z: number];

/**
 * Groups in a row. A device allows 65535 along one axis; beyond that they are laid out in a rectangle with as few surplus groups
 * as can be, and the shader leaves out what is past the end.
 *
 * @param most - The device's limit along an axis.
 * @throws InvalidOptionError when there are more than two axes hold.
 */
export function flatGrid(groups: number, most: number): Grid {
  const rows = Math.ceil(groups / most);
  if (rows > most)
    throw new InvalidOptionError(`a kernel can have ${most * most} groups, not ${groups}; split the range`);
  return rows === 0 ? [0, 1, 1] : [Math.ceil(groups / rows), rows, 1];
}

/** The grid of one step. */
export function gridOf({ groups, entryPoint }: WgslStep, most: number): Grid {
  if (typeof groups === 'number') return flatGrid(groups, most);
  if (groups.some((count) => !Number.isSafeInteger(count) || count < 0 || count > most)) {
    throw new InvalidOptionError(
      `"${entryPoint}" is to run in ${groups.join(' x ')} groups, and the device allows ${most} along an axis; ` +
        'use larger groups, or spread the work over two axes',
    );
  }
  return groups;
}
