import type { NumericMode } from '../../kernel/compile-kernel.ts';

/** How kernels of arrays compute. */
export const numeric: { mode: NumericMode } = { mode: 'strict' };
