/** The analysis of one function or class text, parsed once per text. */

import type * as acorn from 'acorn';
import { FORMS } from './source-forms.ts';
import { NeedsWalker } from './free-variables.ts';
import type { Needs, Span } from './needs.ts';
import { privateNamesOf } from './scopes.ts';
import type { CodeNode } from './nodes.ts';
import { requireHere } from './here.ts';

type Acorn = typeof acorn;
let loaded: Acorn | undefined;

/** acorn, loaded with the first capture: importing the library must stay cheap. */
export function acornParser(): Acorn {
  loaded ??= requireHere('acorn') as Acorn;
  return loaded;
}

export const PARSE_OPTIONS = {
  ecmaVersion: 'latest',
  allowSuperOutsideMethod: true,
  checkPrivateFields: false,
  allowReturnOutsideFunction: true,
} as unknown as acorn.Options;

/** A function's text, understood. */
export interface FunctionAnalysis extends Needs {
  readonly kind: 'arrow' | 'function' | 'method' | 'private-method' | 'class';
  readonly form: CodeNode['form'];
  readonly isAccessor: boolean;
  readonly isGenerator: boolean;
  readonly textLength: number;
  /** The function's own name in its text. */
  readonly ownName: { readonly name: string; readonly span: Span } | undefined;
  /** Of a class: its `extends` expression. */
  readonly superClass: Span | undefined;
  /** Of a class: public static fields and blocks, whose effect travels as state and which must not run twice. */
  readonly statics: readonly Span[];
  /** Of a method: its name, where it is computed. */
  readonly computedName: Span | undefined;
  /** Of a class: its computed member names. */
  readonly computedKeys: readonly Span[];
  /** Of a class: names of private fields its instances carry. */
  readonly privateFields: readonly string[];
}

/** Why a text could not be understood. */
export interface Unparsable {
  readonly kind: 'unparsable';
  readonly reason: string;
}

const analyses = new Map<string, FunctionAnalysis | Unparsable>();
/** Texts kept; a program has this many different functions at most in ordinary life. */
const MAX_ANALYSES = 5000;

/** Analyses the text of a function (what its `toString` gives). */
export function analyzeFunction(text: string): FunctionAnalysis | Unparsable {
  let analysis = analyses.get(text);
  if (analysis === undefined) {
    if (analyses.size >= MAX_ANALYSES) analyses.clear();
    analysis = analyzeText(text);
    analyses.set(text, analysis);
  }
  return analysis;
}

function analyzeText(text: string): FunctionAnalysis | Unparsable {
  let reason = '';
  for (const form of Object.keys(FORMS) as CodeNode['form'][]) {
    const [before, after] = FORMS[form];
    for (const sourceType of ['module', 'script'] as const) {
      try {
        const program = acornParser().parse(before + text + after, { ...PARSE_OPTIONS, sourceType });
        return describe(program, form, text.length);
      } catch (error) {
        reason ||= (error as Error).message;
      }
    }
  }
  return { kind: 'unparsable', reason };
}

interface Located {
  readonly node: acorn.FunctionExpression | acorn.ArrowFunctionExpression | acorn.ClassExpression;
  readonly kind: FunctionAnalysis['kind'];
  readonly isAccessor: boolean;
  readonly computedName: acorn.Node | undefined;
}

/** The function inside the expression that was made of its text. */
function locate(program: acorn.Program, form: CodeNode['form']): Located {
  const expression = (program.body[0] as acorn.ExpressionStatement).expression;
  if (form === 'method') {
    const property = (expression as acorn.ObjectExpression).properties[0] as acorn.Property;
    return {
      node: property.value as acorn.FunctionExpression,
      kind: 'method',
      isAccessor: property.kind !== 'init',
      computedName: keyOf(property),
    };
  }
  if (form !== 'expression') {
    const member = (expression as acorn.ClassExpression).body.body[0] as acorn.MethodDefinition;
    const kind = member.key.type === 'PrivateIdentifier' ? 'private-method' : 'method';
    return {
      node: member.value,
      kind,
      isAccessor: member.kind === 'get' || member.kind === 'set',
      computedName: keyOf(member),
    };
  }
  const node = expression as Located['node'];
  const kind =
    node.type === 'ClassExpression' ? 'class' : node.type === 'ArrowFunctionExpression' ? 'arrow' : 'function';
  return { node, kind, isAccessor: false, computedName: undefined };
}

const keyOf = (member: acorn.Property | acorn.MethodDefinition): acorn.Node | undefined =>
  member.computed ? member.key : undefined;

function describe(program: acorn.Program, form: CodeNode['form'], textLength: number): FunctionAnalysis {
  const offset = FORMS[form][0].length;
  const { node, kind, isAccessor, computedName } = locate(program, form);
  const span = (at: acorn.Node): Span => ({ start: at.start - offset, end: at.end - offset });
  const isClass = node.type === 'ClassExpression';
  return {
    ...new NeedsWalker(offset).walkRoot(node),
    kind,
    form,
    isAccessor,
    isGenerator: !isClass && node.generator,
    textLength,
    ownName:
      node.type !== 'ArrowFunctionExpression' && node.id ? { name: node.id.name, span: span(node.id) } : undefined,
    superClass: isClass && node.superClass ? span(node.superClass) : undefined,
    statics: isClass ? publicStatics(node).map(span) : [],
    computedName: computedName && span(computedName),
    computedKeys: isClass ? computedKeys(node).map(span) : [],
    privateFields: isClass ? instancePrivateNames(node) : [],
  };
}

function publicStatics(node: acorn.ClassExpression): acorn.Node[] {
  const hasPrivate = node.body.body.some(
    (member) => member.type === 'PropertyDefinition' && member.static && member.key.type === 'PrivateIdentifier',
  );
  return node.body.body.filter((member) =>
    member.type === 'StaticBlock'
      ? !hasPrivate // it may set up the private static state, which nothing else can
      : member.type === 'PropertyDefinition' &&
        member.static &&
        !member.computed &&
        member.key.type !== 'PrivateIdentifier',
  );
}

function instancePrivateNames(node: acorn.ClassExpression): string[] {
  // A private method alone leaves a brand on each instance, which cannot be restored either.
  const declared = node.body.body.some(
    (member) => member.type !== 'StaticBlock' && !member.static && member.key.type === 'PrivateIdentifier',
  );
  return declared ? [...privateNamesOf(node)] : [];
}

const computedKeys = (node: acorn.ClassExpression): acorn.Node[] =>
  node.body.body
    .filter((member) => member.type !== 'StaticBlock')
    .filter((member) => member.computed)
    .map((member) => member.key);
