import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { WasmArtifact } from '../../core/kernel.ts';
import type { WideVerdict } from '../../core/wide-trial.ts';
import { workerEntryUrl } from '../../platform/entry-url.ts';
import { hasWideMode } from '../../platform/wide-module.ts';
import { makeTrial } from './make-trial.ts';

/** A kernel is tried when it has done so much, in instructions of the IR (some 50 ms): a trial takes a core for 300 ms. */
const WORK_BEFORE_TRIAL = 200_000_000;

/** What must be gained, so that noise does not decide. */
const LEAST_GAIN = 1.05;

type State = { work: number } | 'tried' | 'proven';

/**
 * Finds out which kernels run faster, and give the same, in V8's 256-bit mode: each in a child process of its own, one at a time, in the
 * background. The children do not keep the process alive, and end with it.
 */
export class WideTrials {
  readonly #states = new Map<string, State>();
  readonly #isOn: boolean;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(isAllowed: boolean) {
    this.#isOn = isAllowed && hasWideMode();
  }

  /** Whether a kernel may be compiled in the 256-bit mode. */
  isProven(artifact: WasmArtifact): boolean {
    return this.#isOn && this.#states.get(artifact.key) === 'proven';
  }

  /** Notes that a kernel has done some work; starts its trial when that was a lot. */
  note(artifact: WasmArtifact, work: number): void {
    if (!this.#isOn || artifact.vectors.lanes === 1) return;
    let state = this.#states.get(artifact.key);
    if (state === undefined) this.#states.set(artifact.key, (state = { work: 0 }));
    if (typeof state === 'string') return;
    state.work += work;
    if (state.work >= WORK_BEFORE_TRIAL && this.#child === undefined) this.#try(artifact);
  }

  /** Ends the trial that runs. */
  async close(): Promise<void> {
    this.#child?.ref(); // or the program might end before this does
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }

  #try(artifact: WasmArtifact): void {
    this.#states.set(artifact.key, 'tried');
    const child = fork(workerEntryUrl('wide-check'), [], { serialization: 'advanced', stdio: 'ignore', execArgv: [] });
    this.#child = child;
    child.unref();
    child.channel?.unref();
    child.once('message', (verdict: WideVerdict) => {
      if (verdict.isSame && verdict.plainMs / verdict.wideMs >= LEAST_GAIN) this.#states.set(artifact.key, 'proven');
    });
    this.#ended = new Promise((resolve) => {
      const done = (): void => {
        if (this.#child === child) this.#child = undefined;
        resolve();
      };
      child.once('exit', done);
      child.once('error', done);
    });
    child.send(makeTrial(artifact), () => {}); // a child that has ended is heard of by its exit
  }
}
