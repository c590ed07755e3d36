/** Which nodes of a syntax tree declare names. */

import type * as acorn from 'acorn';

const DECLARING = [
  'FunctionExpression',
  'FunctionDeclaration',
  'ArrowFunctionExpression',
  'ClassExpression',
  'ClassDeclaration',
  'BlockStatement',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'SwitchStatement',
  'CatchClause',
  'VariableDeclaration',
] as const;

/** A node that declares names, or has a scope for those declared in it. */
export type DeclaringNode = Extract<acorn.AnyNode, { type: (typeof DECLARING)[number] }>;

const declaring: ReadonlySet<string> = new Set(DECLARING);

export const declaresNames = (node: acorn.AnyNode): node is DeclaringNode => declaring.has(node.type);
