/** Paths from a variable to what is used of it, and the calls that write there. */

import type * as acorn from 'acorn';

/** Methods that change the array, Map or Set they are called on. */
export const WRITING_METHODS: ReadonlySet<string> = new Set(
  'push pop shift unshift splice sort reverse fill copyWithin set add delete clear'.split(' '),
);
/** Functions of Object and Reflect that change their first argument. */
export const WRITING_FUNCTIONS: ReadonlySet<string> = new Set(
  'assign defineProperty defineProperties setPrototypeOf set deleteProperty'.split(' '),
);
/** Calls that hand out a part of the collection they are called on. */
const PART_METHODS: ReadonlySet<string> = new Set(['get', 'at']);

/** A variable and the path from it. */
export interface Chain {
  readonly root: acorn.Identifier;
  readonly path: readonly (string | null)[];
}

/** `x.a[0].get(k)` as the variable `x` and the path to the value; undefined for anything else. */
export function memberChain(node: acorn.AnyNode): Chain | undefined {
  const path: (string | null)[] = [];
  let at: acorn.AnyNode = node;
  for (;;) {
    if (at.type === 'Identifier') return { root: at, path: path.reverse() };
    if (at.type === 'ChainExpression' || at.type === 'ParenthesizedExpression') at = at.expression;
    else if (at.type === 'MemberExpression') {
      path.push(propertyName(at));
      at = at.object;
    } else if (
      at.type === 'CallExpression' &&
      at.callee.type === 'MemberExpression' &&
      PART_METHODS.has(propertyName(at.callee) ?? '')
    ) {
      path.push(null);
      at = at.callee.object;
    } else return undefined;
  }
}

/** The name of a property, where it is in the text. */
export function propertyName(node: acorn.MemberExpression): string | null {
  if (!node.computed && node.property.type === 'Identifier') return node.property.name;
  return node.computed && node.property.type === 'Literal' ? String(node.property.value) : null;
}
