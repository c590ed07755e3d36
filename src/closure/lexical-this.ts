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
 * The same for an arrow function that came without its object, as `map(scaler.scale, items)` gives it: the only object in the heap, of a
 * class that holds this text, of which the function is a property.
 */
function holderInHeap(captured: CapturedFunction): object | undefined {
  const { fn, text } = captured;
  let holder = found.get(fn);
  if (holder === undefined && mayBeOfClass(captured)) {
    const holders = new Set(classesWith(fn, text).flatMap((class_) => holdersOf(class_, captured)));
    if (holders.size !== 1) return undefined;
    [holder] = holders as Iterable<object> as [object];
    found.set(fn, holder);
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

/** The class itself, if it has the function as a static property, or else the instances that have it. */
function holdersOf(class_: AnyFunction, { fn, text }: CapturedFunction): object[] {
  const holds = (one: object): boolean =>
    !types.isProxy(one) && Reflect.ownKeys(one).some((key) => Reflect.getOwnPropertyDescriptor(one, key)?.value === fn);
  if (arrowsOf(class_).static.has(text) && holds(class_)) return [class_];
  return objectsOf((class_ as { readonly prototype: unknown }).prototype as object).filter(holds);
}

/** Texts of the arrow functions in a class whose `this` is the instance (in fields and the constructor), or the class (in static fields). */
interface ClassArrows {
  readonly instance: ReadonlySet<string>;
  readonly static: ReadonlySet<string>;
}

const NO_ARROWS: ClassArrows = { instance: new Set(), static: new Set() };
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
  const found = { instance: new Set<string>(), static: new Set<string>() };
  for (const member of class_.body.body) {
    const isConstructor = member.type === 'MethodDefinition' && member.kind === 'constructor';
    const isField = member.type === 'PropertyDefinition';
    const root = isField ? member.value : isConstructor ? member.value.body : undefined;
    const texts = 'static' in member && member.static ? found.static : found.instance;
    for (const arrow of root ? arrowsIn(root) : []) texts.add(classText.slice(arrow.start - 1, arrow.end - 1));
  }
  return found;
}

/** Arrow functions inside a node that share its `this`. */
function* arrowsIn(node: acorn.AnyNode): Generator<acorn.Node> {
  if (/^(FunctionExpression|FunctionDeclaration|Class)/.test(node.type)) return;
  if (node.type === 'ArrowFunctionExpression') yield node;
  for (const value of Object.values(node) as unknown[]) {
    for (const part of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof part === 'object' && part !== null && 'type' in part) yield* arrowsIn(part as acorn.AnyNode);
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
