/** The process of a row: opens it, then measures one round per request. Started by `row-process.ts`. */

import { createInterface } from 'node:readline';
import { argv, exit, stdin, stdout } from 'node:process';
import { loadQuestion } from '../dispatch/questions.ts';
import type { Assignment, Reply, Request } from './protocol.ts';
import type { Runner } from './question.ts';

const tell = (reply: Reply): void => void stdout.write(`${JSON.stringify(reply)}\n`);
const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

async function answer(runner: Runner, request: Request): Promise<void> {
  if (request.op === 'round') {
    tell({ bench: 'sample', sample: await runner.round() });
    return;
  }
  await runner.close();
  stdout.write(`${JSON.stringify({ bench: 'closed' } satisfies Reply)}\n`, () => exit(0)); // some peers never let go by themselves
}

async function main(): Promise<void> {
  const { question: name, row, settings } = JSON.parse(argv[2] as string) as Assignment;
  const question = await loadQuestion(name);
  if (question.open === undefined) throw new Error(`question ${name} has nothing to open in a process of its own`);
  const runner = await question.open(row, settings);
  tell({ bench: 'ready' });
  for await (const line of createInterface({ input: stdin })) await answer(runner, JSON.parse(line) as Request);
  exit(0);
}

main().catch((error: unknown) => {
  stdout.write(`${JSON.stringify({ bench: 'error', message: describe(error) } satisfies Reply)}\n`, () => exit(1));
});
