import type { CodeWriter } from '../code-writer.ts';

/** An i32 local, or as a text a constant. */
export type Factor = number | `${number}`;

/** Pushes a sum of products. */
export function pushSum(code: CodeWriter, terms: readonly (readonly Factor[])[]): CodeWriter {
  for (const [at, factors] of terms.entries()) {
    for (const [place, factor] of factors.entries()) {
      if (typeof factor === 'number') code.get(factor);
      else code.i32(Number(factor));
      if (place > 0) code.op('i32.mul');
    }
    if (at > 0) code.op('i32.add');
  }
  return code;
}

/** A loop over an i32 local that is set already. */
export interface Count {
  readonly index: number;
  readonly step: number;
  /** The local with the first value that is too large. */
  readonly end: number;
}

/** Writes a loop; it does not run when there is nothing to do. */
export function count(code: CodeWriter, { index, step, end }: Count, body: () => void): void {
  code.block((done) => {
    code.get(index).get(end).op('i32.ge_u').branchIf(done);
    code.loop((again) => {
      body();
      code.get(index).i32(step).op('i32.add').tee(index).get(end).op('i32.lt_u').branchIf(again);
    });
  });
}

/** Sets a local to the lesser of another and what is on the stack, which `push` puts there. */
export function setLesser(code: CodeWriter, target: number, [push, bound]: readonly [() => void, number]): void {
  push();
  code.set(target);
  code.get(target).get(bound).get(target).get(bound).op('i32.lt_u').op('select').set(target);
}

/** Moves a local on. */
export const advance = (code: CodeWriter, local: number, by: number): CodeWriter =>
  code.get(local).i32(by).op('i32.add').set(local);
