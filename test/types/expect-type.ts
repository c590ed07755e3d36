/** Compared by the compiler alone: `npm run types` fails where a type is not the expected one. Nothing here ever runs. */

/** True when both types are the very same; `any` equals only itself. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** What it is given is of exactly this type: `expectType<Promise<number[]>>()(value)`. */
export declare function expectType<Expected>(): <Actual>(
  value: Actual,
  ...wrong: Same<Actual, Expected> extends true ? [] : [expected: Expected, actual: Actual]
) => void;

/** A value of any type, for what is not there at compile time. */
export declare function some<T>(): T;
