/** Reads the text of a function, whatever form `toString` gives it. */

import {
  type ArrowFunctionExpression,
  type Expression,
  type FunctionExpression,
  type Node,
  parseExpressionAt,
} from 'acorn';
import { refusal, type At, type SourceText } from './compile-error.ts';

/** A function as acorn sees it. */
export type FunctionNode = ArrowFunctionExpression | FunctionExpression;

/** What a function is made of, for the front end. */
export interface FunctionSource extends SourceText {
  /** The value of a variable from outside the function; undefined when there is none of this name. */
  readonly read: (name: string) => { readonly value: unknown } | undefined;
}

/** Ways to make an expression of the text of a function, method or class method. */
const FORMS: readonly (readonly [string, string])[] = [
  ['(', '\n)'],
  ['({', '\n})'],
  ['(class{', '\n})'],
  ['(class{static ', '\n})'],
];

function attempt(text: string, before: string, after: string): Expression | undefined {
  try {
    return parseExpressionAt(before + text + after, 0, { ecmaVersion: 'latest' });
  } catch {
    return undefined;
  }
}

/** The function inside the expression that a form makes. */
function functionIn(node: Expression): Node | undefined {
  if (node.type === 'ObjectExpression') {
    const [property] = node.properties;
    return property?.type === 'Property' ? property.value : undefined;
  }
  if (node.type === 'ClassExpression') {
    const [member] = node.body.body;
    return member?.type === 'MethodDefinition' ? member.value : undefined;
  }
  return node;
}

/** Moves the positions of a tree, so that they are positions in the text. */
function shift(node: unknown, by: number): void {
  if (Array.isArray(node)) for (const one of node) shift(one, by);
  else if (typeof node === 'object' && node !== null && typeof (node as Node).type === 'string') {
    (node as Node).start -= by;
    (node as Node).end -= by;
    for (const value of Object.values(node)) if (typeof value === 'object' && value !== null) shift(value, by);
  }
}

/** Whether a text is what V8 shows of a function that was not written in JavaScript. */
export const isBuiltIn = (text: string): boolean => /\{\s*\[native code\]\s*\}$/.test(text);

const whole = (source: SourceText): At => ({ source, start: 0, end: source.text.length });

/**
 * Parses a function.
 *
 * @throws KernelCompileError for anything but a plain synchronous function.
 */
export function parseFunction(source: SourceText): FunctionNode {
  const { text } = source;
  if (isBuiltIn(text)) {
    throw refusal(
      whole(source),
      `${source.name} is built in or bound, so it has no text to compile`,
      'write the function out',
    );
  }
  for (const [before, after] of FORMS) {
    const expression = attempt(text, before, after);
    const found = expression === undefined ? undefined : functionIn(expression);
    if (found === undefined) continue;
    shift(found, before.length);
    return checked(found, source);
  }
  throw refusal(
    whole(source),
    `the text of ${source.name} cannot be parsed`,
    'write it as an arrow function or a function declaration',
  );
}

function checked(node: Node, source: SourceText): FunctionNode {
  const at = { source, start: node.start, end: node.start + 1 };
  if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression') {
    throw refusal(at, `${source.name} is not a function`, 'kernels are functions');
  }
  const fn = node as FunctionNode;
  if (fn.async) throw refusal(at, `${source.name} is async`, 'a kernel computes and cannot wait; remove async');
  if (fn.generator) throw refusal(at, `${source.name} is a generator`, 'use a plain function');
  return fn;
}

const parsed = new Map<string, FunctionNode>();
const MAX_PARSED = 500;

/** As {@link parseFunction}; remembers the last texts, because a kernel is looked at on each call. */
export function parsedFunction(source: SourceText): FunctionNode {
  let node = parsed.get(source.text);
  if (node === undefined) {
    node = parseFunction(source);
    if (parsed.size >= MAX_PARSED) parsed.delete(parsed.keys().next().value as string);
    parsed.set(source.text, node);
  }
  return node;
}
