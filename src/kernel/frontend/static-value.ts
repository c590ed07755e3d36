/** Captured JavaScript values in a kernel: numbers are constants or uniforms, arrays are buffers or tables. */

import type { Expr, Storage } from './hir.ts';
import { ELSEWHERE, type Read } from './dependencies.ts';
import { isKnownGlobal } from './globals.ts';
import { type Entity, type Scope } from './scope.ts';
import { typedArrayElements } from './typed-arrays.ts';
import { uniformOf } from './uniform.ts';

interface Piece {
  readonly start: number;
  readonly end: number;
}

/** What to write instead of globals that a kernel does not have. */
const globalHints: ReadonlyMap<string, string> = new Map([
  ['console', 'write what you want to see to an array, or call the function itself to debug it'],
  ['parseInt', 'use Math.trunc, or i32()'],
  ['parseFloat', 'what a kernel has are numbers already'],
  ['performance', 'measure around the call'],
  ['process', 'read it before, and capture the number'],
]);

/** The value of a free variable. */
export function freeVariable(scope: Scope, name: string, node: Piece): Entity {
  const read = scope.unit.reads.variable(scope.state.source, name);
  // Float16Array is missing on Node 22: its name still tells the element type.
  if (!read.isMissing || isKnownGlobal(name))
    return name === 'undefined' && read.isMissing
      ? { kind: 'nothing' }
      : { kind: 'static', value: read.value, path: name, read };
  return scope.refuse(
    node,
    `${name} is not a variable of the kernel and no captured value`,
    globalHints.get(name) ?? 'declare it, or pass it in',
  );
}

/** Plain arrays larger than this are better typed arrays: they would be written out in the code. */
const MAX_TABLE = 4096;

/** Shape and flat content of nested arrays of numbers; null when it is something else or ragged. */
export function tableOf(value: readonly unknown[]): { shape: number[]; values: (number | bigint)[] } | null {
  if (
    value.every((one) => typeof one === 'number' || typeof one === 'boolean') ||
    value.every((one) => typeof one === 'bigint')
  ) {
    return {
      shape: [value.length],
      values: value.map((one) => (typeof one === 'boolean' ? Number(one) : one)) as (number | bigint)[],
    };
  }
  const rows = value.map((one) => (Array.isArray(one) ? tableOf(one) : null));
  const [first] = rows;
  if (first === undefined || first === null) return null;
  if (rows.some((row) => row === null || row.shape.join() !== first.shape.join())) return null;
  return { shape: [value.length, ...first.shape], values: rows.flatMap((row) => row!.values) };
}

/** A table of constants, as an array of the kernel. */
export function constantTable(
  scope: Scope,
  table: { shape: readonly number[]; values: readonly (number | bigint)[] },
  name: string,
): Storage {
  const at = scope.at({ start: 0, end: 0 });
  const isFloat = table.values.some((one) => !Number.isInteger(one) || Math.abs(Number(one)) >= 2 ** 31);
  const type = table.values.some((one) => typeof one === 'bigint') ? 'i64' : isFloat ? null : 'i32';
  const storage: Storage = {
    kind: 'array',
    name,
    at,
    shape: table.shape,
    sources: [],
    fixed: type,
    scope: 'constant',
    values: table.values,
    written: false,
    // A table of fractions has the float type of the kernel.
    type: type ?? 'float',
    narrow: null,
  };
  scope.unit.arrays.push(storage);
  return storage;
}

function arrayStorage(
  scope: Scope,
  value: object,
  { path, node, read }: { readonly path: string; readonly node: Piece; readonly read: Read | undefined },
): Storage | undefined {
  const { unit } = scope;
  const source = { kind: 'captured', path, read: read?.index ?? ELSEWHERE } as const;
  const tag = typedArrayElements[(value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] ?? ''];
  if (ArrayBuffer.isView(value) && tag !== undefined) {
    const { element, clamped = false } = tag;
    return unit.captured(value, () => unit.buffer({ name: path, element, clamped, rank: 1, source }));
  }
  const view = unit.request.arrayView?.(value);
  if (view !== undefined)
    return unit.captured(value, () => unit.buffer({ name: path, clamped: false, ...view, source }));
  if (!Array.isArray(value)) return undefined;
  const table = tableOf(value);
  if (table === null || table.values.length === 0 || table.values.length > MAX_TABLE) {
    return scope.refuse(
      node,
      `${path} is an array that is not made of numbers, or is too long to be a constant`,
      'use a typed array such as Float32Array',
    );
  }
  unit.constants.push({ path, value });
  unit.reads.table(value);
  return unit.captured(value, () => constantTable(scope, table, path));
}

/** A captured number as an expression: a constant, or a uniform where the request says so. */
function numberExpr(
  scope: Scope,
  value: number | bigint | boolean,
  { path, node, read }: { readonly path: string; readonly node: Piece; readonly read: Read | undefined },
): Expr {
  const { unit } = scope;
  const at = scope.at(node);
  const isUniform = read !== undefined && typeof value !== 'boolean' && unit.request.uniforms?.has(read.id) === true;
  if (isUniform) return { kind: 'uniform', uniform: uniformOf(read.id, value), at };
  unit.constants.push({ path, value });
  return { kind: 'literal', value, at };
}

/** What a captured value is in the kernel: an expression, an array, or itself when it is neither. */
export function entityOfStatic(scope: Scope, entity: Extract<Entity, { kind: 'static' }>, node: Piece): Entity {
  const { value, path, read } = entity;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
    return { kind: 'expr', expr: numberExpr(scope, value, { path, node, read }) };
  }
  if (value === undefined) return { kind: 'nothing' };
  if (typeof value === 'object' && value !== null) {
    const storage = arrayStorage(scope, value, { path, node, read });
    if (storage !== undefined) return { kind: 'array', storage, indices: [] };
  }
  return entity;
}

/** A property of a captured object: what it is now. Getters of module namespaces are read. */
export function propertyOf(
  scope: Scope,
  entity: Extract<Entity, { kind: 'static' }>,
  { name, node }: { readonly name: string; readonly node: Piece },
): Entity {
  const { value, path } = entity;
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
    return scope.refuse(node, `${path} has no properties in a kernel`, 'use numbers, arrays and functions');
  }
  if (!(name in value)) return scope.refuse(node, `${path}.${name} does not exist`, 'check the name');
  const read = scope.unit.reads.property(value, name);
  return { kind: 'static', value: read.value, path: `${path}.${name}`, read };
}
