let last = 0;

/** A number for the next batch; batches are numbered per process. */
export const nextBatchId = (): number => ++last;
