/**
 * Makes values of nodes, in two steps: first every object as an empty shell, then their contents, so that cycles and
 * shared identities come out as they were. Iterative over the nodes; it recurses only along class hierarchies,
 * prototype chains and views on buffers.
 */

import { ParallelError } from '../core/errors.ts';
import type { Decoder, DecoderSide } from './decoder.ts';
import { fillNode } from './fill-node.ts';
import { readModuleVariable } from './module-scope.ts';
import { exportOf, importFrom, importNow, loadedNamespace } from './import-from.ts';
import { isRef } from './nodes.ts';
import type { Node, Slot } from './nodes.ts';
import { makeShell, SHELL_GROUPS, shellGroup } from './make-shell.ts';
import type { RevivedFunction } from './compile-function.ts';

/** States of a node: not made, being made, made. */
const State = { none: 0, making: 1, made: 2 } as const;

/** Revives one list of nodes: new definitions (numbered from `base`), or the local nodes of a payload. */
export class GraphDecoder implements Decoder {
  readonly nodes: readonly Node[];
  readonly values: unknown[];
  readonly side: DecoderSide;
  /** Functions whose late variables have to be handed in. */
  readonly revived = new Map<number, RevivedFunction & { readonly late: readonly number[] }>();
  readonly #base: number;
  readonly #isDefinitions: boolean;
  readonly #states: Uint8Array;
  readonly #filled: Uint8Array;

  constructor(nodes: readonly Node[], side: DecoderSide, base?: number) {
    this.nodes = nodes;
    this.values = new Array<unknown>(nodes.length);
    this.side = side;
    this.#isDefinitions = base !== undefined;
    this.#base = base ?? 0;
    this.#states = new Uint8Array(nodes.length);
    this.#filled = new Uint8Array(nodes.length);
  }

  /** Position of a slot's node in this list; -1 for what is elsewhere. */
  positionOf(slot: Slot): number {
    if (!isRef(slot)) return -1;
    if (this.#isDefinitions) return slot.r >= this.#base ? slot.r - this.#base : -1;
    return slot.r < 0 ? ~slot.r : -1;
  }

  /** The value of a slot; makes its shell when that is not there yet. */
  read(slot: Slot): unknown {
    if (!isRef(slot)) return slot;
    const position = this.positionOf(slot);
    return position < 0 ? this.side.definition(slot.r) : this.shell(position);
  }

  /** Is the slot's value there without making anything? */
  isMade(slot: Slot): boolean {
    const position = this.positionOf(slot);
    return position < 0 || this.#states[position] === State.made;
  }

  shell(position: number): unknown {
    if (this.#states[position] === State.made) return this.values[position];
    const node = this.nodes[position] as Node;
    if (this.#states[position] === State.making) {
      throw new ParallelError('ERR_CLOSURE', `a captured ${node.t} needs itself to be made; break the cycle`);
    }
    this.#states[position] = State.making;
    this.values[position] = makeShell(this, node, position);
    this.#states[position] = State.made;
    return this.values[position];
  }

  /** Loads modules, where there are any to wait for. */
  prepare(): Promise<void> | undefined {
    const waiting: Promise<void>[] = [];
    for (let i = 0; i < this.nodes.length; i++) {
      const node = this.nodes[i] as Node;
      if (node.t === 'import') {
        const namespace = loadedNamespace(node);
        if (namespace !== undefined) this.#made(i, exportOf(namespace, node.name, node.specifier));
        else
          waiting.push(importFrom(node).then((loaded) => this.#made(i, exportOf(loaded, node.name, node.specifier))));
      } else if (node.t === 'module-variable') {
        waiting.push(readModuleVariable(node).then((value) => this.#made(i, value)));
      }
    }
    return waiting.length === 0 ? undefined : Promise.all(waiting).then(() => {});
  }

  /** The same without waiting, for errors: modules are required, and what cannot be had is replaced by a class of its name. */
  prepareNow(): void {
    for (let i = 0; i < this.nodes.length; i++) {
      const node = this.nodes[i] as Node;
      if (node.t === 'import') this.#made(i, importNow(node) ?? namedErrorClass(node.name));
      else if (node.t === 'module-variable') this.#made(i, namedErrorClass(node.name));
    }
  }

  #made(position: number, value: unknown): void {
    this.values[position] = value;
    this.#states[position] = State.made;
  }

  /** Makes everything. Modules must be loaded. */
  run(): void {
    const groups: number[][] = Array.from({ length: SHELL_GROUPS }, () => []);
    // From the end: what a function captured comes after it, and should be there when it is made.
    for (let i = this.nodes.length - 1; i >= 0; i--) {
      const node = this.nodes[i] as Node;
      // A placed buffer is fetched when something needs it.
      if (node.t !== 'blob') groups[shellGroup(node)]?.push(i);
    }
    for (const group of groups) for (const i of group) this.shell(i);
    for (let i = 0; i < this.nodes.length; i++) this.fill(i);
    this.#lock();
  }

  fill(position: number): void {
    if (this.#filled[position] === 1) return;
    this.#filled[position] = 1;
    if (this.#states[position] !== State.made) return;
    fillNode(this, this.nodes[position] as Node, position);
  }

  /** Completes everything that can be reached from these slots, for code of the program that runs now. */
  fillReachable(slots: readonly Slot[]): void {
    const queue = slots.map((slot) => this.positionOf(slot)).filter((position) => position >= 0);
    const seen = new Set(queue);
    for (const position of seen) {
      for (const slot of slotsIn(this.nodes[position])) {
        const next = this.positionOf(slot);
        if (next >= 0) seen.add(next);
      }
    }
    for (const position of seen) this.shell(position);
    for (const position of seen) this.fill(position);
  }

  #lock(): void {
    for (let i = 0; i < this.nodes.length; i++) {
      const { lock } = this.nodes[i] as { lock?: number };
      const value = this.values[i] as object;
      if (lock === 3) Object.freeze(value);
      else if (lock === 2) Object.seal(value);
      else if (lock === 1) Object.preventExtensions(value);
    }
  }
}

/** Stands for a class that cannot be had: instances are errors of its name. */
function namedErrorClass(name: string): new (message?: string) => Error {
  const Missing = class extends Error {};
  Object.defineProperty(Missing, 'name', { value: name });
  Object.defineProperty(Missing.prototype, 'name', { value: name, configurable: true, writable: true });
  return Missing;
}

/** All slots in a node that name other nodes. Contents that travel as they are hold none. */
function* slotsIn(part: unknown): Generator<Slot> {
  if (typeof part !== 'object' || part === null || ArrayBuffer.isView(part)) return;
  if ((part as { t?: string }).t === 'raw') return;
  if (typeof (part as { r?: unknown }).r === 'number') {
    yield part as Slot;
    return;
  }
  for (const value of Object.values(part)) yield* slotsIn(value);
}
