import { availableParallelism } from 'node:os';
import { Parallel, ParallelError, delayed } from 'manycore';

interface Row {
  readonly id: number;
  readonly name: string;
}

const rows: readonly Row[] = [
  { id: 1, name: 'a' },
  { id: 2, name: 'b' },
];
const prefix = 'row ';

const labels: string[] = await Parallel(2).map((row: Row) => prefix + row.name, rows);
const lengths: number[] = await Parallel({ nJobs: 2, backend: 'processes' })(
  rows.map((row) => delayed((text: string) => text.length)(row.name.repeat(row.id))),
);

// @ts-expect-error: the function takes rows, these are numbers
const wrong = (): Promise<string[]> => Parallel(2).map((row: Row) => row.name, [1, 2]);

try {
  Parallel(0);
  throw new Error('nJobs: 0 was accepted');
} catch (error) {
  if (!(error instanceof ParallelError)) throw error;
}

console.log(labels.join(), lengths.join(), typeof wrong, availableParallelism() > 0);
