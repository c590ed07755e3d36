/** Which constants compilers would compute with ahead of time. */

import type { BinaryValue, ConstValue, Value } from '../../ir/types.ts';

export const isConst = (value: Value): value is ConstValue => value.kind === 'const';

const additive: ReadonlySet<string> = new Set(['add', 'sub']);

const multiplicative: ReadonlySet<string> = new Set(['mul', 'div']);

/**
 * Whether compilers would compute with a float constant ahead, and round otherwise than the kernel says: `x + 0` and `x * 0`
 * become x and 0 for every x, `x / c` a product with 1 / c, `(x + c) + d` becomes `x + (c + d)`, and `(x * c) * d` likewise. What is
 * in a local or comes from a function may be such an operation, too.
 */
export function isFolded({ op, a, b }: BinaryValue, constant: ConstValue): boolean {
  if (constant.value === 0 || (op === 'div' && constant === b)) return true;
  const other = constant === a ? b : a;
  if (other.kind === 'unary') return other.op === 'neg';
  if (other.kind !== 'binary') return ['getLocal', 'call', 'argument', 'select'].includes(other.kind);
  return (additive.has(op) && additive.has(other.op)) || (multiplicative.has(op) && multiplicative.has(other.op));
}
