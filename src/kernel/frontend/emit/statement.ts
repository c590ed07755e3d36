/** Typed statements to structured control flow. */

import { invariant } from '../../../core/errors.ts';
import type { Local, Value } from '../../ir/types.ts';
import type { Frame, Statement } from '../hir.ts';
import { constant } from './convert.ts';
import { type Exit, alwaysJumps, exitsOf } from './exits.ts';
import { emitEffect } from './expression.ts';
import { arrayElement } from './memory.ts';
import type { Target } from './target.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

const keyOf = ({ frame, how }: Exit): string => `${how} ${frame.what}`;

/** Emits the statements of one kernel. */
export class StatementEmitter {
  readonly #target: Target;
  /** Loops around the current place, innermost last. */
  readonly #loops: Frame[] = [];
  /** How many loops are around each block that is open. */
  readonly #blocks = new Map<Frame, number>();
  readonly #flags = new Map<Frame, Map<string, Local>>();
  /** Flags that somebody will ask for. */
  readonly #watched = new Set<Local>();

  constructor(target: Target) {
    this.#target = target;
  }

  /** Emits a list, where a jump out of its middle skips the rest. */
  list(list: readonly Statement[]): void {
    for (const [at, statement] of list.entries()) {
      const exits = exitsOf(statement);
      const rest = list.slice(at + 1);
      if (exits.length > 0 && statement.kind !== 'jump') return this.#guarded(statement, exits, rest);
      this.statement(statement);
      if (alwaysJumps([statement])) return;
    }
  }

  /** A statement that may jump far, and what follows it. */
  #guarded(statement: Statement, exits: readonly Exit[], rest: readonly Statement[]): void {
    if (statement.kind === 'if' && rest.length > 0 && this.#nested(statement, rest)) return;
    const { b } = this.#target;
    const needed = exits
      .filter((exit) => rest.length > 0 || this.#isFar(exit))
      .map((exit) => ({ exit, flag: this.#flag(exit) }));
    const watched = needed.filter(({ flag }) => !this.#watched.has(flag));
    for (const { flag } of watched) {
      this.#watched.add(flag);
      b.set(flag, false);
    }
    this.statement(statement);
    for (const { flag } of watched) this.#watched.delete(flag);
    // A loop between here and the target is left at once; a block here is left by skipping what follows.
    for (const { exit, flag } of needed) if (this.#isFar(exit)) b.if(b.get(flag), () => this.#leave(exit));
    if (rest.length === 0) return;
    const skips = needed.filter(({ exit }) => !this.#isFar(exit)).map(({ flag }) => b.get(flag));
    if (skips.length === 0) return this.list(rest);
    const isLeft = skips.reduce((all, one) => b.or(all, one));
    b.if(b.unary('not', isLeft), () => this.list(rest));
  }

  /** Whether a jump from here leaves or continues a loop. */
  #isFar({ frame }: Exit): boolean {
    return frame.kind === 'loop' || this.#loops.length > this.#blocks.get(frame)!;
  }

  /** `if (c) return a; rest` is `if (c) ... else rest`: no flag, when the other branch does not jump. */
  #nested(statement: Of<'if'>, rest: readonly Statement[]): boolean {
    const { b } = this.#target;
    const isQuiet = (list: readonly Statement[]): boolean => list.every((one) => exitsOf(one).length === 0);
    const { then, otherwise } = statement;
    if (alwaysJumps(then)) {
      const cond = this.#cond(statement);
      b.if(
        cond,
        () => this.list(then),
        () => this.list([...otherwise, ...rest]),
      );
      return true;
    }
    if (alwaysJumps(otherwise) && isQuiet(then)) {
      const cond = this.#cond(statement);
      b.if(
        cond,
        () => this.list([...then, ...rest]),
        () => this.list(otherwise),
      );
      return true;
    }
    return false;
  }

  #cond(statement: Of<'if'>): Value {
    return this.#target.emitters.expression(this.#target, statement.test, 'bool');
  }

  #flag(exit: Exit): Local {
    const flags = this.#flags.get(exit.frame) ?? new Map<string, Local>();
    this.#flags.set(exit.frame, flags);
    let flag = flags.get(exit.how);
    if (flag === undefined) flags.set(exit.how, (flag = this.#target.b.local(keyOf(exit).replace(' ', '_'), 'bool')));
    return flag;
  }

  #jump(exit: Exit): void {
    const flag = this.#flags.get(exit.frame)?.get(exit.how);
    const isDirect = exit.frame === this.#loops.at(-1);
    if (!isDirect && flag !== undefined && this.#watched.has(flag)) this.#target.b.set(flag, true);
    this.#leave(exit);
  }

  /** Leaves the innermost loop if the target lies beyond it; the statements after that loop go on with the jump. */
  #leave(exit: Exit): void {
    const { b } = this.#target;
    const { frame, how } = exit;
    invariant(
      frame.kind === 'loop' ? this.#loops.includes(frame) : this.#blocks.has(frame),
      `a jump to a ${frame.what} that is not open`,
    );
    if (frame === this.#loops.at(-1) && how === 'continue') b.continue();
    else if (this.#isFar(exit)) b.break();
  }

  statement(one: Statement): void {
    const target = this.#target;
    const { b } = target;
    target.mark(one.at);
    switch (one.kind) {
      case 'expression':
        return emitEffect(target, one.expr);
      case 'declare':
        return this.#declare(one);
      case 'if':
        return this.#if(one);
      case 'loop':
        return this.#loop(one);
      case 'block':
        return this.#block(one);
      case 'jump':
        return this.#jump(one);
      case 'return':
        return b.return();
      case 'init':
        return this.#init(one);
      case 'fill':
        return this.#fill(one);
      case 'accumulate':
        return this.#accumulate(one);
      case 'barrier':
        return b.barrier();
      default:
        return one satisfies never;
    }
  }

  #if(one: Of<'if'>): void {
    this.#target.b.if(
      this.#cond(one),
      () => this.list(one.then),
      () => this.list(one.otherwise),
    );
  }

  #block({ frame, body }: Of<'block'>): void {
    this.#blocks.set(frame, this.#loops.length);
    this.list(body);
    this.#blocks.delete(frame);
  }

  #fill({ storage, value }: Of<'fill'>): void {
    const target = this.#target;
    const element = target.emitters.expression(target, value, target.typeOf(value));
    target.b.fillArray(target.array(storage), arrayElement(target, storage, element));
  }

  #accumulate({ reduction, value }: Of<'accumulate'>): void {
    const target = this.#target;
    const accumulator = target.accumulators.get(reduction)!;
    target.b.accumulate(accumulator, target.emitters.expression(target, value, accumulator.type));
  }

  #declare({ variable, value }: Of<'declare'>): void {
    const target = this.#target;
    const type = target.settle(variable.type);
    const made =
      value === null
        ? constant(target.b, type === 'i64' || type === 'u64' ? 0n : 0, type)
        : target.emitters.expression(target, value, type);
    if (variable.single && value !== null) target.bind(variable, made);
    else target.b.set(target.local(variable), made);
  }

  #init({ storage, values }: Of<'init'>): void {
    const target = this.#target;
    if (target.isTable(storage)) return;
    const array = target.array(storage);
    for (const [at, value] of values.entries()) {
      const made = target.emitters.expression(target, value, target.typeOf(value));
      target.b.storeArray(array, at, arrayElement(target, storage, made));
    }
  }

  #loop({ frame, test, testFirst, body, update }: Of<'loop'>): void {
    const target = this.#target;
    const { b } = target;
    const holds = (): Value => target.emitters.expression(target, test!, 'bool');
    this.#loops.push(frame);
    b.loop(
      () => {
        if (test !== null && testFirst) {
          const cond = holds();
          b.if(b.unary('not', cond), () => b.break());
        }
        this.list(body);
      },
      () => {
        if (update !== null) emitEffect(target, update);
        return test !== null && !testFirst ? b.unary('not', holds()) : undefined;
      },
    );
    this.#loops.pop();
  }
}
