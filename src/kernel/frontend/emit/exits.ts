/**
 * Jumps out of more than the innermost loop. The IR has none, so they become flags: a jump sets the flag of its target, and what
 * it skips asks for the flag. This file finds where that is needed.
 */

import type { Frame, Statement } from '../hir.ts';

/** A target that is left from afar. */
export interface Exit {
  readonly frame: Frame;
  readonly how: 'break' | 'continue';
}

/**
 * The jumps of a statement that the statements after it must know of: those to blocks around it, and those that cross a loop
 * inside it. Jumps to a loop around it, from outside of other loops, are direct.
 */
export function exitsOf(statement: Statement): Exit[] {
  const found: Exit[] = [];
  const inside = new Set<Frame>();
  const visit = (one: Statement, crossesLoop: boolean): void => {
    switch (one.kind) {
      case 'jump': {
        const isDirect = one.frame.kind === 'loop' && !crossesLoop;
        const isKnown = found.some(({ frame, how }) => frame === one.frame && how === one.how);
        if (!inside.has(one.frame) && !isDirect && !isKnown) found.push(one);
        return;
      }
      case 'if':
        for (const inner of [...one.then, ...one.otherwise]) visit(inner, crossesLoop);
        return;
      case 'loop':
      case 'block':
        inside.add(one.frame);
        for (const inner of one.body) visit(inner, crossesLoop || one.kind === 'loop');
        inside.delete(one.frame);
        return;
      default:
    }
  };
  visit(statement, false);
  return found;
}

/** Whether a list of statements never gets to its end. */
export function alwaysJumps(list: readonly Statement[]): boolean {
  const last = list.at(-1);
  if (last === undefined) return false;
  if (last.kind === 'jump' || last.kind === 'return') return true;
  return last.kind === 'if' && alwaysJumps(last.then) && alwaysJumps(last.otherwise);
}
