/** The definitions of a call, on the caller's side: numbered, only ever added to, and known by the object they stand for. */

import type { Node } from './nodes.ts';

/** What can be a definition by identity: objects, functions and unique symbols. */
export type Identity = WeakKey;

/** Numbers the definitions. A failed addition is rolled back as a whole, before anybody has seen it. */
export class Definitions {
  readonly nodes: Node[];
  readonly #ids = new WeakMap<Identity, number>();
  /** What results may name: functions, classes, prototypes and symbols. Data is held weakly. */
  readonly #originals = new Map<number, Identity>();
  readonly #named = new Map<string, number>();
  #added: (Identity | string)[] = [];

  /** @param nodes - The list to add to. */
  constructor(nodes: Node[] = []) {
    this.nodes = nodes;
  }

  idOf(value: Identity): number | undefined {
    return this.#ids.get(value);
  }

  original(id: number): Identity | undefined {
    return this.#originals.get(id);
  }

  /** Numbers a value before its node exists, so that cycles end. */
  reserve(value: Identity, remember: boolean): number {
    const id = this.nodes.push(undefined as unknown as Node) - 1;
    this.alias(value, id);
    if (remember) this.#originals.set(id, value);
    return id;
  }

  /** Lets a second value stand for a definition. */
  alias(value: Identity, id: number): void {
    this.#ids.set(value, id);
    this.#added.push(value);
  }

  /** Lets a value stand for a definition, and the definition, where a result names it, for the value. */
  bind(value: Identity, id: number): void {
    if (this.#ids.has(value)) return;
    this.alias(value, id);
    this.#originals.set(id, value);
  }

  /** Adds a node that is known by a key instead of an identity; the same key gives the same number. */
  named(key: string, make: () => Node): number {
    let id = this.#named.get(key);
    if (id === undefined) {
      id = this.nodes.push(undefined as unknown as Node) - 1;
      this.#named.set(key, id);
      this.#added.push(key);
      this.nodes[id] = make();
    }
    return id;
  }

  /** Everything added since the last commit stays. */
  commit(): void {
    this.#added = [];
  }

  /** Everything added since the last commit goes. */
  rollback(length: number): void {
    for (const added of this.#added) {
      if (typeof added === 'string') this.#named.delete(added);
      else this.#ids.delete(added);
    }
    for (let id = length; id < this.nodes.length; id++) this.#originals.delete(id);
    this.nodes.length = length;
    this.#added = [];
  }
}
