import type { Question } from '../harness/question.ts';
import { fresh } from '../dispatch/memory-per-worker.ts';
import { notSlower, rows } from './rows.ts';

export const question: Question = {
  name: 'pool-memory',
  title: 'memory of an idle worker',
  about:
    'As memory-per-worker: half the difference between a fresh program with four used, now idle workers and one with two.',
  unit: 'MB',
  rounds: 5,
  columns: ['RSS MB per worker', 'whole tree, 2 workers, MB'],
  rows,
  targets: notSlower,
  fresh,
};
