/** How each row of the crash table is brought about. */

import { task } from '../index.ts';
import type { CallSettings, PoolOptions } from '../index.ts';

/** A number is doubled; anything else is the guilty one's. */
export type CrashItem = number | object;

/** One way to misbehave. */
export interface Deed {
  /** The function of all tasks. */
  readonly fn: (item: CrashItem) => unknown;
  /** What the guilty task is given. */
  readonly item?: object;
  readonly workers?: PoolOptions;
  readonly call?: CallSettings;
  /** Aborts the call soon after its start. */
  readonly isCancelled?: boolean;
  /** What the task throws. */
  readonly thrown?: () => unknown;
  /** Lines that the task writes. */
  readonly lines?: number;
}

const GUILTY = { guilty: true };

class Explosive {
  readonly fuse = 3;

  get kaboom(): never {
    throw new Error('a getter threw');
  }
}

function hasNoEnd(): never {
  for (;;);
}

/** Small objects: V8 ends the whole process when a thread lacks the memory for a large one. */
function fillMemory(): never {
  let last: unknown = null;
  for (;;) last = { last, list: [1, 2, 3] };
}

function leaveRejection(): string {
  void Promise.reject(new Error('left behind'));
  return 'done';
}

const throwInTimer = (): Promise<never> =>
  new Promise(() => {
    setTimeout(() => {
      throw new Error('in a timer');
    }, 0);
  });

function blockEventLoop(): string {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);
  return 'done';
}

const LINES = 20_000;

function flood(): number {
  for (let i = 0; i < LINES; i++) console.log(`line ${i} ${'x'.repeat(60)}`);
  return LINES;
}

/** The function of a deed: the guilty task does `act`. */
const doing =
  (act: () => unknown) =>
  (item: CrashItem): unknown =>
    typeof item === 'number' ? item * 2 : act();

const throwing = (thrown: () => unknown): Deed => ({
  fn: doing(() => {
    throw thrown();
  }),
  thrown,
});

const ofModule = (source: string): Deed => ({
  fn: task<(item: CrashItem) => unknown>(`data:text/javascript,${encodeURIComponent(source)}`, 'work'),
});

/** Long enough for the innocent tasks beside the guilty one, however busy the machine is; in milliseconds. */
const TIMEOUT = { call: { timeout: 2000 } } as const;

/** What Node throws there. */
const notInThreads = (): Error =>
  Object.assign(new TypeError('process.abort() is not supported in workers'), {
    code: 'ERR_WORKER_UNSUPPORTED_OPERATION',
  });

/** By the name of the row. */
export const crashDeeds: Readonly<Record<string, Deed>> = {
  'calls process.exit(0)': { fn: doing(() => process.exit(0)) },
  'calls process.exit(1)': { fn: doing(() => process.exit(1)) },
  'calls process.exit(3)': { fn: doing(() => process.exit(3)) },
  'throws an Error': throwing(() => Object.assign(new RangeError('no good', { cause: 'why' }), { code: 'E_BAD' })),
  'throws null': throwing(() => null),
  'throws a frozen object': throwing(() => Object.freeze({ frozen: [1] })),
  'throws an instance whose getters throw': throwing(() => new Explosive()),
  'leaves a rejection unhandled': { fn: doing(leaveRejection) },
  'throws in a timer': { fn: doing(throwInTimer) },
  'is killed with SIGKILL': {
    fn: doing(() => {
      process.kill(process.pid, 'SIGKILL');
      hasNoEnd();
    }),
  },
  'calls process.abort()': {
    fn: doing(() => process.abort()),
    workers: { stdio: 'ignore' }, // it would print a native stack trace
    thrown: notInThreads,
  },
  'runs out of memory': {
    fn: doing(fillMemory),
    workers: { resourceLimits: { maxOldGenerationSizeMb: 40 }, stdio: 'ignore' },
  },
  'loops for ever, with a timeout': { fn: doing(hasNoEnd), ...TIMEOUT },
  'loops for ever, and is cancelled': { fn: doing(hasNoEnd), isCancelled: true },
  'waits for ever, with a timeout': { fn: doing(() => new Promise(() => {})), ...TIMEOUT },
  'waits for ever, and is cancelled': { fn: doing(() => new Promise(() => {})), isCancelled: true },
  'blocks its event loop for longer than its timeout': { fn: doing(blockEventLoop), ...TIMEOUT },
  'is given what cannot be copied': { fn: doing(() => 'done'), item: new WeakMap() },
  'returns what cannot be copied': { fn: doing(() => ({ items: [new WeakMap()] })) },
  'has an initializer that throws': {
    fn: doing(() => 'done'),
    workers: {
      initializer: () => {
        throw new TypeError('no database');
      },
    },
  },
  'has an initializer that exits': { fn: doing(() => 'done'), workers: { initializer: () => process.exit(5) } },
  'names a module that is missing': { fn: task(new URL('./none.js', import.meta.url), 'work') },
  'names a module with a syntax error': ofModule('export const work = ;'),
  'names an export that is missing': ofModule('export const rest = () => 1;'),
  'floods stdout': { fn: doing(flood), workers: { stdio: 'pipe' }, lines: LINES },
};

/** The tasks of a call: one in the middle is the guilty one. */
export const crashItems = (deed: Deed): readonly CrashItem[] => [0, 1, 2, 3, 4, deed.item ?? GUILTY, 6, 7, 8, 9];

/** Position of the guilty task. */
export const GUILTY_INDEX = 5;
