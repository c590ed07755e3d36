/** `this` of the code around an arrow function: V8 does not show it, but for fields of a class it is the object that holds them. */

import type * as acorn from 'acorn';
import { acornParser, PARSE_OPTIONS } from './analyze-function.ts';
import { analyzeModule } from './analyze-module.ts';
import type { CapturedFunction } from './captured-function.ts';
import { constructorsOf, textOf } from './encode-prototype.ts';
import type { Encoder } from './encoder.ts';
import type { Slot } from './nodes.ts';
import { scriptSource, textStart } from './script-source.ts';

/** The slot of the outer `this` where the text needs one; undefined where it needs none. Refuses what cannot be found. */
export function lexicalThisOf(encoder: Encoder, captured: CapturedFunction): Slot | undefined {
  if (!captured.analysis.lexicalThis || isAtTopOfModule(captured)) return undefined;
  const holder = holderOf(captured);
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
    for (const constructor_ of constructorsOf(at.value)) {
      const classText = textOf(constructor_);
      if (classText.startsWith('class') && instanceArrows(classText).has(text)) return at.value;
    }
  }
  return undefined;
}

const arrows = new Map<string, ReadonlySet<string>>();
const MAX_CLASSES = 1000;

/** Texts of the arrow functions in a class whose `this` is the instance: those of fields, and of the constructor. */
function instanceArrows(classText: string): ReadonlySet<string> {
  let known = arrows.get(classText);
  if (known === undefined) {
    if (arrows.size >= MAX_CLASSES) arrows.clear();
    known = new Set(findArrows(classText));
    arrows.set(classText, known);
  }
  return known;
}

function* findArrows(classText: string): Generator<string> {
  const program = acornParser().parse(`(${classText})`, { ...PARSE_OPTIONS, sourceType: 'module' });
  const class_ = (program.body[0] as acorn.ExpressionStatement).expression as acorn.ClassExpression;
  for (const member of class_.body.body) {
    const isField = member.type === 'PropertyDefinition' && !member.static;
    const isConstructor = member.type === 'MethodDefinition' && member.kind === 'constructor';
    const root = isField ? member.value : isConstructor ? member.value.body : undefined;
    for (const arrow of root ? arrowsIn(root) : []) yield classText.slice(arrow.start - 1, arrow.end - 1);
  }
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
