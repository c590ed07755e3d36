/** Makes the empty object of each kind of node. */

import { ParallelError } from '../core/errors.ts';
import { resolveBuiltin } from './builtin-path.ts';
import { reviveFunction } from './compile-function.ts';
import type { Decoder } from './decoder.ts';
import { moduleTool } from './import-from.ts';
import type { AnyFunction, CodeNode, FunctionNode, HookNode, Node, Slot, ViewNode } from './nodes.ts';
import { remapStack } from './remap-stack.ts';
import { requireHere } from './here.ts';

type Kind = Node['t'];

/** How many groups `shellGroup` tells apart. */
export const SHELL_GROUPS = 5;

/** In which order shells are made: a node needs those of the groups before it, or asks for them itself. */
export function shellGroup(node: Node): number {
  switch (node.t) {
    case 'function':
      return 2;
    case 'object':
    case 'array':
    case 'map':
    case 'set':
    case 'date':
    case 'regexp':
    case 'error':
      return 'proto' in node ? 3 : 1; // a prototype leads to a class
    case 'view':
    case 'boxed':
    case 'prototype-of':
    case 'bound':
    case 'alias':
      return 3;
    case 'hook':
      return 4; // runs code of the program, so all else comes first
    default:
      return 0;
  }
}

type ShellMakers = {
  readonly [K in Kind]: (decoder: Decoder, node: Extract<Node, { t: K }>, position: number) => unknown;
};

/** Objects get their prototype at once where it is there, which keeps them fast; classes always come first. */
function withPrototype(decoder: Decoder, value: object, node: { readonly proto?: Slot }): object {
  if ('proto' in node) Object.setPrototypeOf(value, decoder.read(node.proto as Slot) as object | null);
  return value;
}

const shellMakers: ShellMakers = {
  raw: (_decoder, node) => node.v,
  builtin: (_decoder, node) => {
    const found = resolveBuiltin(node.path);
    if (found !== undefined) return found;
    const { root, steps } = node.path;
    throw new ParallelError(
      'ERR_CLOSURE',
      `the worker has no built-in ${[root, ...steps.map((step) => JSON.stringify(step))].join('.')}`,
    );
  },
  symbol: (_decoder, node) => {
    if (node.kind === 'registered') return Symbol.for(node.key ?? '');
    return node.kind === 'unique' ? Symbol(node.key) : (Symbol as unknown as Record<string, symbol>)[node.key ?? ''];
  },
  object: (decoder, node) =>
    ('proto' in node ? Object.create(decoder.read(node.proto as Slot) as object | null) : {}) as object,
  array: (decoder, node) => withPrototype(decoder, new Array<unknown>(node.length), node),
  map: (decoder, node) => withPrototype(decoder, new Map(), node),
  set: (decoder, node) => withPrototype(decoder, new Set(), node),
  date: (decoder, node) => withPrototype(decoder, new Date(node.time), node),
  regexp: (decoder, node) => withPrototype(decoder, new RegExp(node.source, node.flags), node),
  boxed: (decoder, node) => withPrototype(decoder, Object(decoder.read(node.value)) as object, node),
  error: (decoder, node) => {
    const error = new Error();
    const stack = node.stack === undefined ? undefined : remapStack(node.stack);
    Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true, enumerable: false });
    return withPrototype(decoder, error, node);
  },
  buffer: (_decoder, node) => {
    // A serialiser for processes may hand out a view of a whole message.
    const bytes = ArrayBuffer.isView(node.bytes) ? (node.bytes.slice().buffer as ArrayBuffer) : node.bytes;
    if (node.maxByteLength === undefined) return bytes;
    const resizable = new ArrayBuffer(bytes.byteLength, { maxByteLength: node.maxByteLength });
    new Uint8Array(resizable).set(new Uint8Array(bytes));
    return resizable;
  },
  blob: (decoder, node) => {
    if (decoder.side.blobs === undefined)
      throw new ParallelError('ERR_INTERNAL', 'a placed buffer arrived where there is no store');
    return decoder.side.blobs.get(node.ref);
  },
  view: (decoder, node) => withPrototype(decoder, makeView(decoder.read(node.buffer) as ArrayBuffer, node), node),
  url: (_decoder, node) => (node.kind === 'URL' ? new URL(node.text) : new URLSearchParams(node.text)),
  intl: (_decoder, node) => {
    const Class = Reflect.get(Intl, node.kind) as new (locale: string, options: object) => object;
    return new Class(node.locale, node.options);
  },
  temporal: (_decoder, node) => {
    const { Temporal } = globalThis as unknown as { Temporal: Record<string, { from(text: string): object }> };
    return Temporal[node.kind]?.from(node.text);
  },
  'dom-exception': (_decoder, node) => {
    const error = new DOMException(node.message, node.name);
    Object.defineProperty(error, 'stack', {
      value: remapStack(node.stack ?? ''),
      writable: true,
      configurable: true,
      enumerable: false,
    });
    return error;
  },
  code: (_decoder, node) => node,
  function: (decoder, node, position) => makeFunction(decoder, node, position),
  bound: (decoder, node) => {
    const target = decoder.read(node.target) as AnyFunction;
    return Function.prototype.bind.apply(target, [
      decoder.read(node.self),
      ...node.args.map((arg) => decoder.read(arg)),
    ]) as AnyFunction;
  },
  import: (_decoder, node) => {
    throw new ParallelError('ERR_INTERNAL', `the module ${node.specifier} was not loaded in time`);
  },
  'module-variable': (_decoder, node) => {
    throw new ParallelError('ERR_INTERNAL', `the module ${node.url} was not loaded in time`);
  },
  required: (_decoder, node) => {
    let value: unknown = requireHere(node.file);
    for (const key of node.path) value = (value as Record<string, unknown>)[key];
    return value;
  },
  'module-tool': (_decoder, node) => moduleTool(node),
  cell: () => ({ v: undefined }),
  hook: (decoder, node) => runHook(decoder, node),
  alias: (decoder, node) => decoder.read(node.value),
  'prototype-of': (decoder, node) => (decoder.read(node.constructor_) as { prototype: unknown }).prototype,
};

/** Makes the shell of a node. */
export function makeShell(decoder: Decoder, node: Node, position: number): unknown {
  const make = shellMakers[node.t] as (decoder: Decoder, node: Node, position: number) => unknown;
  return make(decoder, node, position);
}

function makeView(buffer: ArrayBuffer, { kind, offset, length }: ViewNode): object {
  if (kind === 'Buffer') return Buffer.from(buffer, offset, length);
  const Class = Reflect.get(globalThis, kind) as new (buffer: ArrayBuffer, offset: number, length?: number) => object;
  return new Class(buffer, offset, length);
}

function makeFunction(decoder: Decoder, node: FunctionNode, position: number): AnyFunction {
  const code = decoder.read(node.code) as CodeNode;
  const late: number[] = [];
  const values = node.env.map((slot, i) => {
    // A class may use variables while it is being defined; all others can wait, which cycles need.
    if (decoder.isMade(slot) || (code.isClass && canMakeNow(decoder, slot))) return decoder.read(slot);
    late.push(i);
    return undefined;
  });
  const parent = node.parent === undefined ? undefined : decoder.read(node.parent);
  const self = node.self === undefined ? undefined : decoder.read(node.self);
  const revived = reviveFunction(code, { values, late, parent, self });
  if (node.name !== undefined && revived.fn.name !== node.name) {
    Object.defineProperty(revived.fn, 'name', { value: node.name, configurable: true });
  }
  decoder.revived.set(position, { ...revived, late });
  return revived.fn;
}

/** Can a shell be made of this without making functions or classes, which could lead back? */
function canMakeNow(decoder: Decoder, slot: Slot): boolean {
  const node = decoder.nodes[decoder.positionOf(slot)];
  return node !== undefined && /^(array|map|set|date|regexp|error|object)$/.test(node.t) && !('proto' in node);
}

function runHook(decoder: Decoder, node: HookNode): unknown {
  decoder.fillReachable([node.factory, ...node.args]);
  const factory = decoder.read(node.factory) as (...args: unknown[]) => unknown;
  return factory(...node.args.map((arg) => decoder.read(arg)));
}
