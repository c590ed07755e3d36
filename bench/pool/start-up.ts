import type { Question } from '../harness/question.ts';
import { fresh } from '../dispatch/start-up.ts';
import { notSlower, rows } from './rows.ts';

export const question: Question = {
  name: 'pool-start-up',
  title: 'from the start of a process to the first result of a worker file, two workers',
  about:
    'A fresh process for every round: milliseconds until one trivial result is there, and until eight tasks of 5 ms are done.',
  unit: 'ms',
  rounds: 15,
  columns: ['both workers ms'],
  rows,
  targets: notSlower,
  fresh,
};
