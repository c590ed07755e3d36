/** Whether a value is one real number rather than an array. */
export const isSingleNumber = (value: unknown): value is number | bigint | boolean =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
