/**
 * Folds with a function of the user's: a tree of kernels whose shape follows from the number of elements alone.
 *
 * Blocks of 4096 elements are folded in 16 chains each, which lie side by side, so that they are vectors; then 64 results at a time, until
 * there is one.
 */

import { InvalidOptionError } from '../../core/errors.ts';
import type { AnyFunction } from '../../closure/nodes.ts';
import type { ParameterBinding } from '../../kernel/frontend/request.ts';
import type { ElementType } from '../../core/kernel.ts';
import { type OffersElements, offersElements } from '../../core/kernel-elements.ts';
import { kernelBackend } from './backends.ts';
import { arrayArgument } from './array-argument.ts';
import { elementOf } from './element-of.ts';
import type { LoweredCall } from './kernel-template.ts';
import { product } from './loop-axes.ts';
import { lowerCall } from './lowering-cache.ts';
import { bindOperands, floatFor } from './operands.ts';
import { type KernelOptions, scheduleOf, seedOf } from './options.ts';
import { arrayFrom, type BigArray, type NumberArray } from './result-array.ts';
import { runLowered } from './run-lowered.ts';

/** Elements of a block, and its chains: as in the folds with signs. Also in the text of `foldBlock`. */
const [BLOCK, CHAINS] = [4096, 16];
/** Results that a later step folds at a time. Also in the text of `foldGroup`. */
const GROUP = 64;
/** So many blocks are a chunk of threads: 64K elements. The compiler does not know how long the loops are. */
const CHUNK_BLOCKS = 16;

const CALLER = 'reduction';

/** What values are joined with, and how that runs. */
export interface OrderedFold {
  /** Joins two results, the earlier one first. */
  readonly combine: AnyFunction;
  readonly options: KernelOptions;
}

/** What is folded, and how. */
export interface UserFold extends OrderedFold {
  readonly identity: number | bigint;
}

type Pair = (a: number, b: number) => number;

/** Compiled like functions of users; `combine` is a constant of the call. A kernel has its parameters by position. */
// oxlint-disable-next-line max-params -- two indices come first, then what the call gives
const foldBlock = (block: number, chain: number, combine: Pair, identity: number, x: ArrayLike<number>): number => {
  let total = identity;
  const end = Math.min(x.length, (block + 1) * 4096);
  for (let i = block * 4096 + chain; i < end; i += 16) total = combine(total, x[i]!);
  return total;
};

const foldGroup = (group: number, combine: Pair, x: ArrayLike<number>): number => {
  let total = x[group * 64]!;
  const end = Math.min(x.length, (group + 1) * 64);
  for (let i = group * 64 + 1; i < end; i++) total = combine(total, x[i]!);
  return total;
};

interface Step {
  readonly lowered: LoweredCall;
  readonly size: readonly number[];
  readonly values: readonly unknown[];
}

const arrayBinding = (array: unknown): ParameterBinding => {
  const { element, clamped } = arrayArgument(array)!;
  return { kind: 'array', rank: 1, element, clamped };
};

/** An array of any number of axes: all its elements are folded. */
type Foldable = NumberArray | BigArray | OffersElements;

/** Number of elements. */
const lengthOf = (array: Foldable): number => product(arrayArgument(array)!.shape);

/** The first step: chains of blocks. */
export function blockStep({ combine, identity, options }: UserFold, array: Foldable): Step {
  const float = floatFor(options, [array]);
  const [, first] = bindOperands([array, identity], { caller: CALLER, types: null, float });
  const index = (axis: number): ParameterBinding => ({ kind: 'index', axis });
  const constant = { kind: 'constant', value: combine } as const;
  const lowered = lowerCall(
    foldBlock,
    {
      fallbackName: CALLER,
      rank: 2,
      parameters: [index(0), index(1), constant, first!, arrayBinding(array)],
      result: { kind: 'store', element: 'infer' },
      float,
    },
    options.context,
  );
  const size = [Math.ceil(lengthOf(array) / BLOCK), CHAINS];
  return { lowered, size, values: [undefined, undefined, combine, identity, array] };
}

function groupStep({ combine, options }: OrderedFold, array: NumberArray | BigArray): Step {
  const lowered = lowerCall(
    foldGroup,
    {
      fallbackName: CALLER,
      rank: 1,
      parameters: [{ kind: 'index', axis: 0 }, { kind: 'constant', value: combine }, arrayBinding(array)],
      // What joins may have a larger type than what is joined.
      result: { kind: 'store', element: 'infer' },
      float: floatFor(options, [array]),
    },
    options.context,
  );
  return { lowered, size: [Math.ceil(array.length / GROUP)], values: [undefined, combine, array] };
}

async function run({ lowered, size, values }: Step, options: KernelOptions): Promise<NumberArray | BigArray> {
  const isLarge = size.length === 2 && size[0]! > CHUNK_BLOCKS;
  const results = await runLowered(lowered, {
    backend: kernelBackend(options.backend),
    mode: options.mode ?? 'strict',
    size,
    values,
    layout: 'packed',
    ranges: [],
    seed: seedOf(options),
    schedule: scheduleOf(options) ?? (isLarge ? { kind: 'dynamic', chunkSize: CHUNK_BLOCKS * CHAINS } : undefined),
    resultLength: size.reduce((a, b) => a * b),
  });
  const [slot] = lowered.results;
  return arrayFrom(results.get(slot!.name)!, slot!.element);
}

/** Compiles a fold in order, so that a function that does not compile is refused before anything runs. */
export function checkFold(fold: OrderedFold, element: ElementType): void {
  groupStep(fold, arrayFrom(new Uint8Array(0), element));
}

/**
 * Folds an array from left to right in groups, and their results again: the function has to be associative, and need not be commutative.
 *
 * @param array - Of at least one element.
 */
export async function foldInOrder(fold: OrderedFold, array: NumberArray | BigArray): Promise<number | bigint> {
  let left = array;
  while (left.length > 1) left = await run(groupStep(fold, left), fold.options);
  return left[0]!;
}

/** Folds one array. @throws InvalidOptionError for anything but one array. */
export async function foldWith(fold: UserFold, args: readonly unknown[]): Promise<number | bigint> {
  const array = checkedArray(args);
  if (lengthOf(array) === 0) return fold.identity;
  return foldInOrder(fold, await run(blockStep(fold, array), fold.options));
}

/** The array of a call. */
export function checkedArray(args: readonly unknown[]): Foldable {
  const [array] = args;
  const isArray = elementOf(array) !== undefined || offersElements(array);
  if (args.length === 1 && isArray) return array as Foldable;
  throw new InvalidOptionError(
    `a reduction with a function of your own folds one typed array, got ${args.length === 1 ? typeof array : `${args.length} arguments`}; compute others first, with vectorize`,
  );
}
