/** Code that tools put into functions: it has no meaning in a kernel and is left out. */

import type { Node } from 'acorn';

/** Functions that coverage tools of the Istanbul family make. */
const COVERAGE = /^(?:cov_|__cov|\$cov)/;

/** Counters such as `cov_1a2b3c().s[4]++`. */
export function isCoverage(node: Node): boolean {
  let inner: Node = node;
  for (;;) {
    const at = inner as Node & { argument?: Node; object?: Node; callee?: Node; name?: string };
    if (at.type === 'Identifier') return COVERAGE.test(at.name ?? '');
    if (at.type !== 'UpdateExpression' && at.type !== 'MemberExpression' && at.type !== 'CallExpression') return false;
    const next = at.argument ?? at.object ?? at.callee;
    if (next === undefined) return false;
    inner = next;
  }
}

/**
 * Functions that only name another: `__name(fn, "fn")` of esbuild's keepNames, under whatever name a minifier gives it.
 *
 * @param text - Text of the captured function that is called.
 */
export const isNamer = (text: string): boolean =>
  // In a bundle `defineProperty` itself has another name: `(f, n) => E(f, "name", { value: n, configurable: true })`.
  text.length < 300 && /defineProperty|configurable/.test(text) && /["']name["']/.test(text);
