let live = 0;

/** Counts a GPU buffer that was made (1) or destroyed (-1). */
export function countBuffer(change: 1 | -1): void {
  live += change;
}

/** How many GPU buffers of ours exist: in use, pooled, or for staging. Each test file has to end with none. */
export const liveGpuBuffers = (): number => live;
