/** `this` of the code around an arrow function: V8 does not show it, but for fields of a class it is the object that holds them. */

import { types } from 'node:util';
import type * as acorn from 'acorn';
import { acornParser, PARSE_OPTIONS } from './analyze-function.ts';
import { analyzeModule } from './analyze-module.ts';
import type { CapturedFunction } from './captured-function.ts';
import { constructorsOf, textOf } from './encode-prototype.ts';
import type { Encoder } from './encoder.ts';
import { objectsOf } from './inspect-function.ts';
import type { AnyFunction, Slot } from './nodes.ts';
import { scriptSource, textStart } from './script-source.ts';

/** The slot of the outer `this` where the text needs one; undefined where it needs none. Refuses what cannot be found. */
export function lexicalThisOf(encoder: Encoder, captured: CapturedFunction): Slot | undefined {
  if (!captured.analysis.lexicalThis || isAtTopOfModule(captured)) return undefined;
  const holder = holderOf(captured) ?? holderInHeap(captured);
  if (holder !== undefined) return encoder.slot(holder, { ...captured.place, isDefinition: true }, 'part', '[this]');
  return encoder.refuse(
    `${captured.title} is an arrow function that uses "this" of the code around it, which cannot be read from outside`,
    captured.place,
    'copy what you need first (const { x } = this), or call it on its object: (item) => object.method(item)',
  );
}

/** The object that an arrow function was made for: the nearest one on the way to it whose class holds its text. */
function holderOf({ place, text }: CapturedFunction): object | undefined {
  for (let at = place.parent; at !== undefined; at = at.parent) {
    for (const constructor_ of constructorsOf(at.value)) if (arrowsOf(constructor_).instance.has(text)) return at.value;
    if (typeof at.value === 'function' && arrowsOf(at.value as AnyFunction).static.has(text)) return at.value;
  }
  return undefined;
}

/**
 * The same for an arrow function that came without its object, as `map(scaler.scale, items)` gives it. The object is alive, because
 * the function needs it: it is one of those in the heap that belong to a class with this text.
 */
function holderInHeap(captured: CapturedFunction): object | undefined {
  const { fn, text } = captured;
  let holder = found.get(fn);
  if (holder === undefined && mayBeOfClass(captured)) {
    const classes = classesWith(fn, text);
    const owners = new Set(classes.flatMap((class_) => ownersOf(class_, text)));
    holder = owners.size === 1 ? onlyOwner(owners, fn) : ownerByKey(owners, captured, keysOf(classes, text));
    if (holder !== undefined) found.set(fn, holder);
  }
  return holder;
}

const found = new WeakMap<AnyFunction, object>();

/** Asked before the heap is searched: is the `this` of the function that of a field or a constructor? */
function mayBeOfClass({ location, text }: CapturedFunction): boolean {
  const script = scriptSource(location, text);
  const start = textStart(location, text);
  const program = script && analyzeModule(script).program;
  if (program === undefined || start === undefined) return true;
  const owner = program.body.map((node) => ownerOfThis(node, start.offset, undefined)).find((one) => one !== undefined);
  return (
    owner === undefined || owner.type === 'PropertyDefinition' || ('kind' in owner && owner.kind === 'constructor')
  );
}

/** What gives the function at this offset its `this`. */
function ownerOfThis(node: acorn.AnyNode, offset: number, owner: acorn.AnyNode | undefined): acorn.AnyNode | undefined {
  if (node.start > offset || node.end < offset) return undefined;
  if (node.start === offset && node.type === 'ArrowFunctionExpression') return owner;
  const isMember = /^(PropertyDefinition|MethodDefinition|StaticBlock)$/.test(node.type);
  const isFunction = node.type.startsWith('Function') && owner?.type !== 'MethodDefinition';
  const inner = isMember || isFunction ? node : owner;
  for (const part of Object.values(node).flat() as unknown[]) {
    if (typeof part !== 'object' || part === null || !('type' in part)) continue;
    const reached = ownerOfThis(part as acorn.AnyNode, offset, inner);
    if (reached !== undefined) return reached;
  }
  return undefined;
}

/** Classes whose text holds the text of the function, where it has their `this`. */
function classesWith(fn: AnyFunction, text: string): AnyFunction[] {
  return objectsOf(functionPrototype(fn)).filter((one): one is AnyFunction => {
    // Of all functions, only classes have a prototype that cannot be written.
    if (typeof one !== 'function' || Reflect.getOwnPropertyDescriptor(one, 'prototype')?.writable !== false)
      return false;
    if (!textOf(one as AnyFunction).includes(text)) return false;
    const known = arrowsOf(one as AnyFunction);
    return known.instance.has(text) || known.static.has(text);
  });
}

/** That of the realm of the function, which may be another one's. */
function functionPrototype(fn: AnyFunction): object {
  let proto = Object.getPrototypeOf(fn) as object;
  while (typeof Object.getPrototypeOf(proto) === 'function') proto = Object.getPrototypeOf(proto) as object;
  return proto;
}

/** What an arrow function with this text may call `this`: the class itself in a static field, or else any of its instances. */
function ownersOf(class_: AnyFunction, text: string): object[] {
  const known = arrowsOf(class_);
  const instances = known.instance.has(text) ? objectsOf(class_.prototype as object).filter(isInstance) : [];
  return known.static.has(text) ? [class_, ...instances] : instances;
}

/** The prototype of a subclass inherits from that of its class, as instances do. */
function isInstance(one: object): boolean {
  if (types.isProxy(one)) return false;
  const constructor_ = ownValue(one, 'constructor');
  return typeof constructor_ !== 'function' || constructor_.prototype !== one;
}

const ownValue = (one: object, key: PropertyKey): unknown => Reflect.getOwnPropertyDescriptor(one, key)?.value;

/** The one object that there is, if it has the function. */
function onlyOwner(owners: Iterable<object>, fn: AnyFunction): object | undefined {
  const [owner] = owners as Iterable<object> as [object];
  return Reflect.ownKeys(owner).some((key) => ownValue(owner, key) === fn) ? owner : undefined;
}

/**
 * The object that has the function under the key that the class gave it. An object may have got the function of another one, which then
 * has lost its own or has it too: so it counts only while each object has functions of its own under all these keys.
 */
function ownerByKey(
  owners: Iterable<object>,
  { fn, text }: CapturedFunction,
  keys: ReadonlySet<string>,
): object | undefined {
  const seen = new Set<unknown>();
  let owner: object | undefined;
  for (const one of owners) {
    for (const key of keys) {
      const value = ownValue(one, key);
      if (typeof value !== 'function' || seen.has(value) || textOf(value as AnyFunction) !== text) return undefined;
      seen.add(value);
      if (value === fn) owner = one;
    }
  }
  return owner;
}

/** Names that these classes give to functions with this text. */
const keysOf = (classes: readonly AnyFunction[], text: string): ReadonlySet<string> =>
  new Set(classes.flatMap((class_) => arrowsOf(class_).keys.get(text) ?? []));

/** Texts of the arrow functions in a class whose `this` is the instance (in fields and the constructor), or the class (in static fields). */
interface ClassArrows {
  readonly instance: ReadonlySet<string>;
  readonly static: ReadonlySet<string>;
  /** Names of the properties that they are put in right where they are made. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
}

const NO_ARROWS: ClassArrows = { instance: new Set(), static: new Set(), keys: new Map() };
const arrows = new Map<string, ClassArrows>();
const MAX_CLASSES = 1000;

function arrowsOf(constructor_: AnyFunction): ClassArrows {
  const classText = textOf(constructor_);
  if (!classText.startsWith('class')) return NO_ARROWS;
  let known = arrows.get(classText);
  if (known === undefined) {
    if (arrows.size >= MAX_CLASSES) arrows.clear();
    arrows.set(classText, (known = findArrows(classText)));
  }
  return known;
}

function findArrows(classText: string): ClassArrows {
  const program = acornParser().parse(`(${classText})`, { ...PARSE_OPTIONS, sourceType: 'module' });
  const class_ = (program.body[0] as acorn.ExpressionStatement).expression as acorn.ClassExpression;
  const found = { instance: new Set<string>(), static: new Set<string>(), keys: new Map<string, string[]>() };
  for (const member of class_.body.body) {
    const isConstructor = member.type === 'MethodDefinition' && member.kind === 'constructor';
    const isField = member.type === 'PropertyDefinition';
    const root = isField ? member.value : isConstructor ? member.value.body : undefined;
    const texts = 'static' in member && member.static ? found.static : found.instance;
    for (const [arrow, key] of root ? arrowsIn(root, isField ? fieldName(member) : undefined) : []) {
      const text = classText.slice(arrow.start - 1, arrow.end - 1);
      texts.add(text);
      if (key !== undefined) found.keys.set(text, [...(found.keys.get(text) ?? []), key]);
    }
  }
  return found;
}

const fieldName = ({ computed, key }: acorn.PropertyDefinition): string | undefined =>
  !computed && key.type === 'Identifier' ? key.name : undefined;

/** The name in `this.name = ...`. */
function assignedName(node: acorn.AnyNode): string | undefined {
  if (node.type !== 'AssignmentExpression' || node.operator !== '=' || node.left.type !== 'MemberExpression') return;
  const { object, property, computed } = node.left;
  return object.type === 'ThisExpression' && !computed && property.type === 'Identifier' ? property.name : undefined;
}

/** Arrow functions inside a node that share its `this`, each with the name of the property that it is put in; `key`: that of the node. */
function* arrowsIn(node: acorn.AnyNode, key: string | undefined): Generator<[acorn.Node, string | undefined]> {
  if (/^(FunctionExpression|FunctionDeclaration|Class)/.test(node.type)) return;
  if (node.type === 'ArrowFunctionExpression') yield [node, key];
  const name = assignedName(node);
  for (const value of Object.values(node) as unknown[]) {
    for (const part of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof part === 'object' && part !== null && 'type' in part) yield* arrowsIn(part as acorn.AnyNode, name);
    }
  }
}

/** At the top level of an ES module `this` is undefined, there as here. */
function isAtTopOfModule({ inspected, location, text }: CapturedFunction): boolean {
  if (!inspected.scopes.some((scope) => scope.description === 'Module')) return false;
  const script = scriptSource(location, text);
  const start = textStart(location, text);
  const program = script && analyzeModule(script).program;
  return program !== undefined && start !== undefined && program.body.some((node) => reachesArrow(node, start.offset));
}

/** Does the arrow function at this offset see the `this` that `node` sees? */
function reachesArrow(node: acorn.AnyNode, offset: number): boolean {
  if (node.start > offset || node.end < offset) return false;
  if (node.type === 'ArrowFunctionExpression' && node.start === offset) return true;
  if (/^(FunctionExpression|FunctionDeclaration|PropertyDefinition|StaticBlock)$/.test(node.type)) return false;
  return Object.values(node).some((value: unknown) =>
    (Array.isArray(value) ? (value as unknown[]) : [value]).some(
      (part) =>
        typeof part === 'object' && part !== null && 'type' in part && reachesArrow(part as acorn.AnyNode, offset),
    ),
  );
}
