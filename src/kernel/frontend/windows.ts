/** Windows: arrays that a stencil reads relative to the place of the iteration. */

import type { Pattern } from 'acorn';
import type { ElementType } from '../../core/kernel.ts';
import type { At } from './compile-error.ts';
import { binary } from './fold.ts';
import type { BufferStorage, Expr, Reach } from './hir.ts';
import type { Scope, Unit } from './scope.ts';

/** `start + coordinate` on an axis. */
function ownPlace(unit: Unit, axis: number, at: At): Expr {
  const input = unit.scalar({ name: `start${axis}`, type: 'i32', source: { kind: 'start', axis } });
  const position: Expr = { kind: 'index', axis, space: 'global', at };
  return binary('+', { a: { kind: 'scalar', input, at }, b: position }, at);
}

/** The buffer of a window. All windows of a kernel have one shape, row major. */
export function windowBuffer(
  unit: Unit,
  fields: { readonly name: string; readonly element: ElementType; readonly index: number },
  neighborhood: readonly Reach[] | undefined,
): BufferStorage {
  const { name, element, index } = fields;
  const { rank } = unit.request;
  const source = { kind: 'parameter', index } as const;
  const storage = unit.buffer({ name, element, clamped: false, rank: 1, source });
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  // Unlike the strides of any array, these tell the vectoriser that neighbours on the last axis are neighbours in memory.
  const shape = axes.map((axis) =>
    unit.scalar({ name: `shape${axis}`, type: 'i32', source: { kind: 'shape', buffer: source, axis } }),
  );
  const reach = axes.map((axis): [number, number] => [...(neighborhood?.[axis] ?? ([0, 0] as const))]);
  return Object.assign(storage, { rank, shape, window: { reach, isGiven: neighborhood !== undefined } });
}

function noteOffset(
  scope: Scope,
  window: NonNullable<BufferStorage['window']>,
  { axis, index }: { axis: number; index: Expr },
): void {
  if (window.isGiven) return;
  const place = scope.unit.fixed(index);
  const offset = place.kind === 'literal' ? Number(place.value) : NaN;
  if (!Number.isInteger(offset)) {
    scope.refuse(
      index.at,
      'an offset of a stencil is not a constant whole number',
      'use constants such as a[-1], or pass the option neighborhood: [[-1, 1]]',
    );
  }
  const reach = window.reach[axis]!;
  reach[0] = Math.min(reach[0], offset);
  reach[1] = Math.max(reach[1], offset);
}

/** The element at offsets from the iteration's own place. */
export function windowElement(
  scope: Scope,
  { storage, indices }: { readonly storage: BufferStorage; readonly indices: readonly Expr[] },
  at: At,
): Expr {
  for (const [axis, index] of indices.entries()) noteOffset(scope, storage.window!, { axis, index });
  const places = indices.map((index, axis) => binary('+', { a: ownPlace(scope.unit, axis, at), b: index }, at));
  const flat = places.reduce((row, place, axis) => {
    const scaled = binary('*', { a: row, b: { kind: 'scalar', input: storage.shape[axis]!, at } }, at);
    return binary('+', { a: scaled, b: place }, at);
  });
  return { kind: 'load', storage, indices: [flat], at };
}

/** Refuses a stencil that writes to what it reads: others read it at the same time. */
export function checkWindows(scope: Scope, parameters: readonly Pattern[]): void {
  for (const { name, window, uses } of scope.unit.buffers) {
    if (window === undefined || !(uses.written || uses.atomic)) continue;
    const parameter = parameters.find((one) => one.type === 'Identifier' && one.name === name);
    scope.refuse(parameter ?? { start: 0, end: 1 }, `this stencil writes to ${name}`, 'return the new value');
  }
}

/** How far the windows of a kernel reach, all together. */
export const reachOf = (unit: Unit): Reach[] =>
  Array.from({ length: unit.request.rank }, (_, axis) => {
    const all = unit.buffers.flatMap(({ window }) => (window === undefined ? [] : [window.reach[axis]!]));
    return [Math.min(0, ...all.map(([low]) => low)), Math.max(0, ...all.map(([, high]) => high))];
  });
