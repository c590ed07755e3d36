/** switch as a chain of ifs. */

import type { At } from './compile-error.ts';
import type { Expr, Frame, Statement } from './hir.ts';
import type { Scope } from './scope.ts';

interface Case {
  /** null for `default`. */
  readonly test: Expr | null;
  readonly body: readonly Statement[];
}

interface Switch {
  readonly frame: Frame;
  readonly subject: Expr;
  readonly cases: readonly Case[];
  readonly at: At;
}

const endsByJump = (body: readonly Statement[]): boolean => {
  const last = body.at(-1);
  return last?.kind === 'jump' || last?.kind === 'return';
};

/** A body without the `break` at its end. */
function withoutBreak(body: readonly Statement[], frame: Frame): readonly Statement[] {
  const last = body.at(-1);
  return last?.kind === 'jump' && last.frame === frame && last.how === 'break' ? body.slice(0, -1) : body;
}

const literal = (value: number, at: At): Expr => ({ kind: 'literal', value, at });

/** The position of the case to start with: the first that matches, else the default, else behind the last. */
function startOf({ subject, cases, at }: Switch): Expr {
  const fallback = cases.findIndex((one) => one.test === null);
  let chosen: Expr = literal(fallback === -1 ? cases.length : fallback, at);
  for (let position = cases.length - 1; position >= 0; position--) {
    const { test } = cases[position]!;
    if (test === null) continue;
    const matches: Expr = { kind: 'compare', op: 'eq', a: subject, b: test, at };
    chosen = { kind: 'conditional', test: matches, a: literal(position, at), b: chosen, at };
  }
  return chosen;
}

/**
 * Cases run from the one that matches to the first break. Where every body ends by a jump, that is one chain of ifs and elses;
 * where one runs on into the next, each body asks whether the start lies before it.
 */
export function lowerSwitch(scope: Scope, one: Switch): Statement[] {
  const { frame, cases, at } = one;
  if (cases.length === 0) return [{ kind: 'expression', expr: one.subject, at }];
  const subject = scope.unit.variable('subject', at);
  subject.sources.push(one.subject);
  const start = scope.unit.variable('start', at);
  const chosen = startOf({ ...one, subject: { kind: 'variable', variable: subject, at } });
  start.sources.push(chosen);
  const from: Expr = { kind: 'variable', variable: start, at };
  const declarations: Statement[] = [
    { kind: 'declare', variable: subject, value: one.subject, at },
    { kind: 'declare', variable: start, value: chosen, at },
  ];
  // Empty cases belong to the next one with a body.
  const bodies = cases.flatMap((item, position) => (item.body.length === 0 ? [] : [{ position, body: item.body }]));
  const runsOn = bodies.slice(0, -1).some(({ body }) => !endsByJump(body));
  const upTo = (position: number): Expr => ({ kind: 'compare', op: 'le', a: from, b: literal(position, at), at });
  if (runsOn) {
    const steps = bodies.map(({ position, body }): Statement => ({
      kind: 'if',
      test: upTo(position),
      then: body,
      otherwise: [],
      at,
    }));
    return [...declarations, { kind: 'block', frame, body: steps, at }];
  }
  const chain = bodies
    .toReversed()
    .reduce<readonly Statement[]>(
      (otherwise, { position, body }) => [
        { kind: 'if', test: upTo(position), then: withoutBreak(body, frame), otherwise, at },
      ],
      [],
    );
  return [...declarations, { kind: 'block', frame, body: chain, at }];
}
