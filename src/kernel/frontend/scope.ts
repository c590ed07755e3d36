/** Names, what they stand for, and the state of one kernel while it is resolved. */

import { type Read, ReadLog } from './dependencies.ts';
import type { Node, Statement as StatementNode } from 'acorn';
import { type At, refusal } from './compile-error.ts';
import type {
  ArrayStorage,
  BufferStorage,
  Expr,
  Frame,
  Reduction,
  ResultSlot,
  ScalarInput,
  Statement,
  Storage,
  Variable,
} from './hir.ts';
import type { FunctionNode, FunctionSource } from './parse.ts';
import type { KernelRequest, UsedConstant } from './request.ts';

/** What a piece of code stands for. */
export type Entity =
  | { readonly kind: 'expr'; readonly expr: Expr }
  /** A JavaScript value known now, such as something captured; `path` is how messages call it. */
  | { readonly kind: 'static'; readonly value: unknown; readonly path: string; readonly read?: Read }
  /** An array, or what is left of it after the first indices. */
  | { readonly kind: 'array'; readonly storage: Storage; readonly indices: readonly Expr[] }
  /** An object or array literal: its parts are separate variables. `setup` computes them first. */
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, Entity>; readonly setup: readonly Expr[] }
  | { readonly kind: 'function'; readonly node: FunctionNode; readonly scope: Scope; readonly name: string }
  | { readonly kind: 'nothing' };

/** What `return` does in the function that is resolved. */
export interface ReturnPlan {
  /** The statements of a return with this value; null for none. */
  readonly make: (value: Entity | null, at: At) => readonly Statement[];
}

/** One function while it is resolved. */
export interface FunctionState {
  readonly source: FunctionSource;
  readonly returns: ReturnPlan;
  /** Declarations of `var`, which exist in the whole function. */
  readonly hoisted: Statement[];
  readonly functionScope: () => Scope;
}

/** A jump target. */
export interface Target {
  readonly frame: Frame;
  readonly labels: readonly string[];
  /** `break` without a label ends it. */
  readonly isBreakable: boolean;
}

/** The parts of the resolver that call each other. */
export interface Resolvers {
  readonly entity: (node: Node, scope: Scope) => Entity;
  readonly statements: (nodes: readonly StatementNode[], scope: Scope, targets: readonly Target[]) => Statement[];
  readonly inline: (call: {
    readonly fn: Extract<Entity, { kind: 'function' }>;
    readonly args: readonly Entity[];
    readonly at: At;
  }) => Entity;
}

/** What a buffer is made from. */
export type BufferFields = Pick<BufferStorage, 'name' | 'element' | 'clamped' | 'rank' | 'source' | 'base'> & {
  /** The stride of the last axis is 1. */
  readonly isUnit?: boolean;
};

/** One kernel while it is resolved. */
export class Unit {
  readonly request: KernelRequest;
  readonly resolvers: Resolvers;
  readonly buffers: BufferStorage[] = [];
  readonly arrays: ArrayStorage[] = [];
  readonly scalars: ScalarInput[] = [];
  readonly variables: Variable[] = [];
  readonly reductions: Reduction[] = [];
  readonly results: ResultSlot[] = [];
  readonly constants: UsedConstant[] = [];
  readonly reads = new ReadLog();
  /** Functions that are being inlined, innermost last: to find recursion. */
  readonly inlining: FunctionNode[] = [];
  /** How many calls were inlined. */
  inlined = 0;
  usesRandom = false;
  readonly #captured = new Map<object, Storage>();
  readonly #sources = new Map<object, FunctionSource | undefined>();

  constructor(request: KernelRequest, resolvers: Resolvers) {
    this.request = request;
    this.resolvers = resolvers;
  }

  variable(name: string, at: At): Variable {
    const variable: Variable = { name, at, sources: [], type: 'unset', single: true };
    this.variables.push(variable);
    return variable;
  }

  /** An expression that has to be known when the kernel is compiled, as a literal: numbers that could change no longer can. */
  fixed(expr: Expr): Expr {
    if (expr.kind !== 'uniform') return expr;
    for (const id of expr.uniform.ids) this.reads.fixed.add(id);
    return { kind: 'literal', value: expr.uniform.value, at: expr.at };
  }

  /** Text and captured values of a captured function. */
  sourceOf(fn: (...args: never[]) => unknown): FunctionSource | undefined {
    if (this.#sources.has(fn)) return this.#sources.get(fn);
    const source = this.request.sourceOf(fn);
    this.#sources.set(fn, source);
    if (source !== undefined) this.reads.text(fn, source);
    return source;
  }

  /** The scalar of a name, made when it is first used. */
  scalar(input: ScalarInput): ScalarInput {
    const same = this.scalars.find((one) => one.name === input.name);
    if (same !== undefined) return same;
    this.scalars.push(input);
    return input;
  }

  buffer(fields: BufferFields): BufferStorage {
    const { isUnit = false, base, ...own } = fields;
    const count = own.rank < 2 && base === undefined ? 0 : own.rank;
    const axes = Array.from({ length: count }, (_, axis) => axis);
    const input = (kind: 'shape' | 'stride', axis: number): ScalarInput =>
      this.scalar({ name: `${own.name}_${kind}${axis}`, type: 'i32', source: { kind, buffer: own.source, axis } });
    const storage: BufferStorage = {
      kind: 'buffer',
      ...own,
      shape: axes.map((axis) => input('shape', axis)),
      strides: axes.map((axis) => (isUnit && axis === count - 1 ? null : input('stride', axis))),
      ...(base === undefined ? {} : { base }),
      uses: { read: false, written: false, atomic: false },
    };
    this.buffers.push(storage);
    return storage;
  }

  /** The storage of a captured array, one for each object however often it is captured. */
  captured(value: object, make: () => Storage): Storage {
    let storage = this.#captured.get(value);
    if (storage === undefined) this.#captured.set(value, (storage = make()));
    return storage;
  }
}

/** A block of names. */
export class Scope {
  readonly unit: Unit;
  readonly state: FunctionState;
  readonly #parent: Scope | null;
  readonly #names = new Map<string, Entity>();
  /** Names that `const` declared. */
  readonly #fixed = new Set<string>();

  constructor(unit: Unit, state: FunctionState, parent: Scope | null) {
    this.unit = unit;
    this.state = state;
    this.#parent = parent;
  }

  /** A block inside this one; of another function when a state is given. */
  inner(state: FunctionState = this.state): Scope {
    return new Scope(this.unit, state, this);
  }

  declare(name: string, entity: Entity): void {
    this.#names.set(name, entity);
  }

  /** Says that nothing may be assigned to a name of this block. */
  fix(name: string): void {
    this.#fixed.add(name);
  }

  /** Whether a name is one of a `const`. */
  isFixed(name: string): boolean {
    return this.#names.has(name) ? this.#fixed.has(name) : (this.#parent?.isFixed(name) ?? false);
  }

  /** What a name declared in the kernel stands for; undefined for free variables. */
  find(name: string): Entity | undefined {
    return this.#names.get(name) ?? this.#parent?.find(name);
  }

  at(node: { readonly start: number; readonly end: number }): At {
    return { source: this.state.source, start: node.start, end: node.end };
  }

  /** Refuses a piece of code. */
  refuse(node: { readonly start: number; readonly end: number }, message: string, hint: string): never {
    throw refusal(this.at(node), message, hint);
  }

  entity(node: Node): Entity {
    return this.unit.resolvers.entity(node, this);
  }
}

/** The text of a node, cut to what a message can hold. */
export function textOf(scope: Scope, node: { readonly start: number; readonly end: number }): string {
  const text = scope.state.source.text.slice(node.start, node.end).replaceAll(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
