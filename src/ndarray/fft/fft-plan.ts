/** A forward transform, not scaled. The inverse is the same with real and imaginary parts exchanged before and after. */
export interface FftPlan {
  readonly length: number;
  /** Pairs to be transformed; the result is in the array that {@link run} returns, valid until the next run of any plan of that length. */
  readonly input: Float64Array;
  run(): Float64Array;
  /** Gives back what it has of the memory of kernels. */
  free(): void;
}
