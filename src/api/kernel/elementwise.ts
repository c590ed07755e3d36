/** Calls that take an element of each array at a time: the arrays broadcast as in NumPy, and the kernel follows their strides. */

import type { ParameterBinding } from '../../kernel/frontend/request.ts';
import { type ArrayArgument, arrayArgument, hasAxes } from './array-argument.ts';
import { broadcastShapes, foldAxes, innerStep, type LoopAxes, MAX_AXES, product, stepsAlong } from './loop-axes.ts';
import { commonLength } from './operands.ts';
import { axesOf } from './options.ts';
import { copyAlong } from './packed-copy.ts';
import type { Geometry } from './call-arrays.ts';

/** The arrays of a call, and the loop over their elements. */
export class ElementwiseCall {
  /** Shape of the arrays together; null where none is an array. */
  readonly shape: readonly number[] | null;
  /** Lengths of the axes of the kernel. */
  readonly size: readonly number[];
  readonly #args: readonly unknown[];
  readonly #arrays: readonly (ArrayArgument | undefined)[];
  /** By argument, how far it steps along each axis of the folded loops. */
  readonly #steps: readonly (readonly number[] | undefined)[];
  readonly #folded: LoopAxes;
  /** All arrays are walked through in step, or copied so that they are. */
  readonly #isFlat: boolean;

  /** @throws InvalidOptionError for shapes that do not go together; without arrays of several axes all have one length. */
  constructor(args: readonly unknown[], caller: string) {
    this.#args = args;
    this.#arrays = args.map((value) => arrayArgument(value));
    const arrays = this.#arrays.filter((one) => one !== undefined);
    const isPlain = !args.some(hasAxes);
    const length = isPlain ? commonLength(args, caller) : null;
    const shape = isPlain
      ? length === null
        ? null
        : [length]
      : broadcastShapes(
          arrays.map((one) => one.shape),
          `shapes of ${caller}`,
        );
    this.shape = shape;
    const loops = shape ?? [];
    const steps = arrays.map((one) => stepsAlong(loops, one));
    this.#folded = foldAxes({ size: loops, steps });
    const { size } = this.#folded;
    const count = product(loops);
    const isInStep = size.length === 1 && this.#folded.steps.every(([step]) => step === 1);
    this.#isFlat = count < 2 || isInStep || size.length > MAX_AXES;
    this.size = axesOf(this.#isFlat ? count : size, caller).map((axis) => axis.length);
    let next = 0;
    this.#steps = this.#arrays.map((one) => (one === undefined ? undefined : this.#folded.steps[next++]));
  }

  get rank(): 1 | 2 | 3 {
    return this.size.length as 1 | 2 | 3;
  }

  /** Number of elements of a result. */
  get count(): number {
    return product(this.size);
  }

  /** What the parameters of the function are; @param bindings - With arrays as elements. */
  bind(bindings: readonly ParameterBinding[]): ParameterBinding[] {
    return bindings.map((binding, at) => {
      if (binding.kind !== 'element' || this.#isFlat) return binding;
      const inner = innerStep(this.#steps[at]!);
      const { element } = binding;
      return { kind: 'slice', element, rank: 0, ...(inner === undefined ? {} : { inner }) };
    });
  }

  /** How the kernel finds the elements. */
  get slices(): (Geometry | undefined)[] {
    if (this.#isFlat) return [];
    return this.#steps.map((loops) => (loops === undefined ? undefined : { shape: [], strides: [], loops }));
  }

  /** The arguments as the kernel takes them. */
  values(): readonly unknown[] {
    const { size } = this.#folded;
    if (size.length <= MAX_AXES) return this.#args;
    return this.#args.map((value, at) => {
      const array = this.#arrays[at];
      return array === undefined ? value : copyAlong(value, { ...array, shape: size, strides: this.#steps[at]! });
    });
  }
}
