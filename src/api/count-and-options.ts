import { InvalidOptionError } from '../core/errors.ts';

/** What `Parallel` and `Pool` are called with. */
export interface CountOrOptions<O> {
  /** Of what is made. */
  readonly who: string;
  /** The option that a number in the first place stands for. */
  readonly key: keyof O & string;
  readonly first: number | O | undefined;
  readonly second: O | undefined;
}

/**
 * The options of `who(4)`, `who(4, { ... })` and `who({ ... })`.
 *
 * @throws InvalidOptionError `ERR_INVALID_OPTION` when something would be left out: options twice, or the number twice.
 */
export function countAndOptions<O extends object>({ who, key, first, second }: CountOrOptions<O>): O {
  if (second === undefined) return typeof first === 'number' ? ({ [key]: first } as O) : (first ?? ({} as O));
  if (typeof first !== 'number') {
    throw new InvalidOptionError(
      `${who} takes one object of options; a number may stand before it: ${who}(2, { ... })`,
    );
  }
  if (Object(second) === second && second[key] !== undefined) {
    throw new InvalidOptionError(`${who} got ${key} twice, ${first} and ${String(second[key])}: leave one out`);
  }
  return Object(second) === second ? { ...second, [key]: first } : second;
}
