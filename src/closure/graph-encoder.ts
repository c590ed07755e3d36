/**
 * Encodes values as a flat list of nodes. Iterative: a value is numbered when it is met and its node is made later, from a
 * queue, so cycles end and depth costs no stack.
 */

import { wellKnownSymbols } from './builtin-path.ts';
import { encodeObject } from './encode-object.ts';
import type { Encoder, EncoderSide } from './encoder.ts';
import type { BuiltinPath, Node, Ref, Slot } from './nodes.ts';
import { Refusal } from './refusals.ts';
import type { Place, Step } from './refusals.ts';

export interface EncoderOptions {
  /** Instead of refusing, leave out or describe what cannot travel: for errors, which have to arrive somehow. */
  readonly tolerant?: boolean;
}

/** Encodes one payload, or one batch of definitions. */
export class GraphEncoder implements Encoder {
  readonly nodes: Node[] = [];
  readonly side: EncoderSide;
  readonly tolerant: boolean;
  readonly #local = new Map<unknown, number>();
  readonly #named = new Map<string, number>();
  readonly #queue: Place[] = [];
  #next = 0;

  constructor(side: EncoderSide, options: EncoderOptions = {}) {
    this.side = side;
    this.tolerant = options.tolerant ?? false;
  }

  /** Encodes a value and all it leads to. The value itself is reached by no step. */
  encodeRoot(value: unknown, isDefinition: boolean): Slot {
    const outside: Place = { value: this, isDefinition, id: -1, parent: undefined, step: 'part', key: '' };
    const slot = this.slot(value, outside, 'part', '');
    this.drain();
    return slot;
  }

  /** The slot for a value met at `from`; its node follows when the queue is drained. */
  // oxlint-disable-next-line max-params -- runs once for every value that travels: an object for each would double the garbage
  slot(value: unknown, from: Place, step: Step, key: PropertyKey): Slot {
    switch (typeof value) {
      case 'object':
        return value === null ? null : this.#identity(value, from, step, key);
      case 'function':
        return this.#identity(value, from, step, key);
      case 'symbol':
        return this.#symbol(value, from);
      default:
        return value as Slot;
    }
  }

  #known(value: WeakKey, isDefinition: boolean): Ref | undefined {
    const definition = this.side.definitionOf(value);
    if (definition !== undefined) return { r: definition };
    const local = isDefinition ? undefined : this.#local.get(value);
    return local === undefined ? undefined : { r: ~local };
  }

  // oxlint-disable-next-line max-params -- as above
  #identity(value: object, from: Place, step: Step, key: PropertyKey): Slot {
    const known = this.#known(value, from.isDefinition);
    if (known !== undefined) return known;
    const isFunction = typeof value === 'function';
    const isDefinition = this.side.definitions !== undefined && (from.isDefinition || isFunction);
    const id = this.#reserve(value, isDefinition, isFunction);
    const parent = from.id === -1 && from.parent === undefined ? undefined : from;
    this.#queue.push({ value, isDefinition, id, parent, step, key });
    return { r: isDefinition ? id : ~id };
  }

  #reserve(value: WeakKey, isDefinition: boolean, remember: boolean): number {
    if (isDefinition && this.side.definitions !== undefined) return this.side.definitions.reserve(value, remember);
    const id = this.nodes.push(undefined as unknown as Node) - 1;
    this.#local.set(value, id);
    return id;
  }

  #symbol(value: symbol, from: Place): Slot {
    const wellKnown = wellKnownSymbols.get(value);
    if (wellKnown !== undefined)
      return this.named(`symbol @@${wellKnown}`, from, () => ({ t: 'symbol', kind: 'well-known', key: wellKnown }));
    const registered = Symbol.keyFor(value);
    if (registered !== undefined) {
      return this.named(`symbol ${registered}`, from, () => ({ t: 'symbol', kind: 'registered', key: registered }));
    }
    // A unique symbol is one for the whole call: the caller's is a definition, a worker's own stays local.
    const known = this.#known(value, from.isDefinition);
    if (known !== undefined) return known;
    const isDefinition = this.side.definitions !== undefined;
    const id = this.#reserve(value, isDefinition, true);
    this.#set(id, isDefinition, { t: 'symbol', kind: 'unique', key: value.description });
    return { r: isDefinition ? id : ~id };
  }

  #set(id: number, isDefinition: boolean, node: Node): void {
    if (isDefinition && this.side.definitions !== undefined) this.side.definitions.nodes[id] = node;
    else this.nodes[id] = node;
  }

  /** A node known by a key, in the list that `from` belongs to. */
  named(key: string, from: Place, make: () => Node): Ref {
    if (from.isDefinition && this.side.definitions !== undefined) return { r: this.side.definitions.named(key, make) };
    let id = this.#named.get(key);
    if (id === undefined) {
      id = this.nodes.push(undefined as unknown as Node) - 1;
      this.#named.set(key, id);
      this.nodes[id] = make();
    }
    return { r: ~id };
  }

  /** A built-in, by its path. */
  builtin(path: BuiltinPath, from: Place): Ref {
    return this.named(`builtin ${JSON.stringify(path)}`, from, () => ({ t: 'builtin', path }));
  }

  /** A node without identity. */
  anonymous(from: Place, node: Node): Ref {
    if (from.isDefinition && this.side.definitions !== undefined)
      return { r: this.side.definitions.nodes.push(node) - 1 };
    return { r: ~(this.nodes.push(node) - 1) };
  }

  /** An identity whose node is made at once, always a definition where definitions can be made (prototypes, large buffers). */
  shared(value: object, make: () => Node): Ref {
    const known = this.#known(value, false);
    if (known !== undefined) return known;
    const isDefinition = this.side.definitions !== undefined;
    const id = this.#reserve(value, isDefinition, true);
    this.#set(id, isDefinition, make());
    return { r: isDefinition ? id : ~id };
  }

  /** Makes the nodes of everything that was met. */
  drain(): void {
    while (this.#next < this.#queue.length) {
      const place = this.#queue[this.#next++] as Place;
      this.#set(place.id, place.isDefinition, this.#encode(place));
      if (this.#next > 10_000 && this.#next * 2 > this.#queue.length) {
        this.#queue.splice(0, this.#next); // let go of what is done: a long list is a long queue
        this.#next = 0;
      }
    }
  }

  #encode(place: Place): Node {
    if (!this.tolerant) return this.#encodeStrictly(place);
    try {
      return this.#encodeStrictly(place);
    } catch (error) {
      return {
        t: 'raw',
        v: `[${error instanceof Refusal ? error.what : String((error as Error)?.message ?? 'value')}]`,
      };
    }
  }

  #encodeStrictly(place: Place): Node {
    return typeof place.value === 'function' ? this.side.encodeFunction(this, place) : encodeObject(this, place);
  }

  /** Refuses the value at a place. */
  refuse(what: string, place: Place, hint?: string): never {
    throw new Refusal(what, place, hint);
  }
}
