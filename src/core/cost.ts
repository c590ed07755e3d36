/**
 * What it costs to run tasks on a backend of this machine: what `backend: 'auto'` predicts with. Milliseconds and bytes.
 */
export interface BackendCost {
  /** From no worker at all to the first result, in milliseconds. */
  readonly startMs: number;
  /** How much later each further worker is ready, in milliseconds. */
  readonly nextStartMs: number;
  /** One task to a waiting worker and back, in milliseconds. */
  readonly roundTripMs: number;
  /** What a task in a large batch costs besides its own time, in milliseconds. */
  readonly taskMs: number;
  /** Bytes of arguments that go to a worker in a millisecond: objects, arrays, strings. */
  readonly argumentBytesPerMs: number;
  /** Bytes of results that come back in a millisecond: objects, arrays, strings. */
  readonly resultBytesPerMs: number;
  /** Bytes of typed arrays and array buffers that go either way in a millisecond. */
  readonly bufferBytesPerMs: number;
}

/** The fields of a {@link BackendCost}. */
export const costFields = [
  'startMs',
  'nextStartMs',
  'roundTripMs',
  'taskMs',
  'argumentBytesPerMs',
  'resultBytesPerMs',
  'bufferBytesPerMs',
] as const satisfies readonly (keyof BackendCost)[];

/** Whether a value, say from a file, is a cost that can be calculated with. */
export function isCost(value: unknown): value is BackendCost {
  if (typeof value !== 'object' || value === null) return false;
  return costFields.every((field) => {
    const figure: unknown = Reflect.get(value, field);
    return (
      typeof figure === 'number' && Number.isFinite(figure) && figure >= 0 && (!field.includes('Bytes') || figure > 0)
    );
  });
}
