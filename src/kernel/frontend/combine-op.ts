/** Recognises functions that have an operator of their own in reductions. */

import type { Expression, Node } from 'acorn';
import { type FunctionNode, type FunctionSource, parsedFunction } from './parse.ts';

/** What results are joined with. */
export type CombineOp = 'add' | 'mul' | 'min' | 'max';

/** The only thing that a function computes; undefined when it has more statements. */
function resultOf({ body }: FunctionNode): Expression | undefined {
  if (body.type !== 'BlockStatement') return body;
  const [only, more] = body.body;
  return only?.type === 'ReturnStatement' && more === undefined ? (only.argument ?? undefined) : undefined;
}

const isName = (node: Node | undefined, name: string): boolean =>
  node?.type === 'Identifier' && (node as unknown as { name: string }).name === name;

/** Both parameters, in any order: + * min and max commute. */
const areBoth = (nodes: readonly Node[], [a, b]: readonly [string, string]): boolean =>
  nodes.length === 2 && ((isName(nodes[0], a) && isName(nodes[1], b)) || (isName(nodes[0], b) && isName(nodes[1], a)));

function opOf(
  node: Expression | undefined,
  names: readonly [string, string],
  source: FunctionSource,
): CombineOp | undefined {
  if (node?.type === 'BinaryExpression' && areBoth([node.left, node.right], names)) {
    return node.operator === '+' ? 'add' : node.operator === '*' ? 'mul' : undefined;
  }
  if (node?.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined;
  const { object, property, computed } = node.callee;
  // Someone's own Math would be captured.
  if (computed || !isName(object, 'Math') || source.read('Math') !== undefined) return undefined;
  if (!areBoth(node.arguments, names)) return undefined;
  return isName(property, 'min') ? 'min' : isName(property, 'max') ? 'max' : undefined;
}

/**
 * What a function joins two results with: a sum, a product, a minimum or a maximum.
 *
 * @returns undefined for any other function.
 */
export function combineOp(combine: (...args: never[]) => unknown, source: () => FunctionSource): CombineOp | undefined {
  if (combine === Math.min) return 'min';
  if (combine === Math.max) return 'max';
  const own = source();
  const node = parsedFunction(own);
  const [a, b] = node.params;
  return a?.type === 'Identifier' && b?.type === 'Identifier' && node.params.length === 2
    ? opOf(resultOf(node), [a.name, b.name], own)
    : undefined;
}
