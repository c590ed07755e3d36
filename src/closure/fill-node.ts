/** Fills the shells of nodes with what they hold. */

import type { Decoder } from './decoder.ts';
import type { ArrayNode, FunctionNode, Node, OddProperty, Properties, Slot } from './nodes.ts';

/** Hands a shell its contents. Shells of everything exist by now. */
export function fillNode(decoder: Decoder, node: Node, position: number): void {
  const value = decoder.values[position] as object;
  switch (node.t) {
    case 'cell':
      (value as { v: unknown }).v = decoder.read(node.value);
      return;
    case 'function':
      return fillFunction(decoder, node, position);
    case 'array':
      fillArray(decoder, node, value as unknown[]);
      break;
    case 'map':
      node.mapKeys.forEach((key, i) =>
        Map.prototype.set.call(value, decoder.read(key), decoder.read(node.mapValues[i])),
      );
      break;
    case 'set':
      for (const item of node.items) Set.prototype.add.call(value, decoder.read(item));
      break;
    default:
  }
  if ('props' in node) setProperties(decoder, value, node.props);
}

function fillArray(decoder: Decoder, { items }: ArrayNode, array: unknown[]): void {
  if (items === undefined) return;
  for (let i = 0; i < items.length; i++) array[i] = decoder.read(items[i]);
}

function fillFunction(decoder: Decoder, node: FunctionNode, position: number): void {
  const revived = decoder.revived.get(position);
  if (revived === undefined) return;
  if (revived.late.length > 0) revived.complete(...revived.late.map((i) => decoder.read(node.env[i])));
  const { prototype } = revived.fn as { prototype?: object };
  if (node.hasPrototypeProto && prototype)
    Object.setPrototypeOf(prototype, decoder.read(node.prototypeProto as Slot) as object | null);
  setProperties(decoder, revived.fn, node.props);
  if (prototype) setProperties(decoder, prototype, node.prototypeProps);
}

function setProperties(decoder: Decoder, value: object, props: Properties | undefined): void {
  if (props === undefined) return;
  if (props.odd !== undefined) {
    for (const property of props.odd) setOdd(decoder, value, property);
    return;
  }
  const { keys = [], values = [] } = props;
  for (let i = 0; i < keys.length; i++) setOrdinary(value, keys[i] as string, decoder.read(values[i]));
}

/** Defines, never assigns: a setter on the prototype, or `__proto__`, must not be run. */
function setOrdinary(target: object, key: string, value: unknown): void {
  if (key in target)
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  else (target as Record<string, unknown>)[key] = value;
}

function setOdd(decoder: Decoder, target: object, { key, value, get, set, flags }: OddProperty): void {
  const name = (typeof key === 'string' ? key : decoder.read(key)) as PropertyKey;
  const shared = { enumerable: (flags & 2) !== 0, configurable: (flags & 4) !== 0 };
  const descriptor =
    (flags & 8) === 0
      ? { ...shared, value: decoder.read(value), writable: (flags & 1) !== 0 }
      : { ...shared, get: decoder.read(get) as () => unknown, set: decoder.read(set) as (value: unknown) => void };
  Object.defineProperty(target, name, descriptor);
}
