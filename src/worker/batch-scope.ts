import { NotCloneableError } from '../core/errors.ts';
import { progressWord } from '../core/protocol.ts';
import type { BatchRequest, CallSetup, SetupRequest } from '../core/protocol.ts';
import { taskIndex } from '../core/task.ts';
import type { WorkerChannel } from './channel.ts';
import type { Progress } from './progress.ts';
import type { BatchScope, TaskVoice } from './task-context.ts';
import type { WorkerLife } from './worker-life.ts';

interface ScopeParts {
  readonly request: BatchRequest;
  readonly setup: CallSetup;
  readonly progress: Progress;
  readonly identity: SetupRequest;
  readonly channel: WorkerChannel;
  readonly life: () => WorkerLife;
}

/** What the tasks of a batch may know and say. One object: closures for each answer would cost a lone task more than its answers. */
export class RequestScope implements BatchScope, TaskVoice {
  readonly #parts: ScopeParts;

  constructor(parts: ScopeParts) {
    this.#parts = parts;
  }

  get attempt(): number {
    return this.#parts.request.attempt;
  }

  get workerId(): number {
    return this.#parts.identity.workerId;
  }

  get backend(): string {
    return this.#parts.identity.backend;
  }

  get level(): number {
    return this.#parts.identity.level;
  }

  get seed(): readonly [number, number] {
    return this.#parts.setup.seed;
  }

  get voice(): TaskVoice {
    return this;
  }

  state(): unknown {
    return this.#parts.life().state;
  }

  position(): number {
    return this.#parts.progress.words[progressWord.position] as number;
  }

  indexAt(position: number): number {
    return taskIndex(this.#parts.request, position);
  }

  onListen(position: number): void {
    this.#parts.progress.listen(position);
  }

  report(index: number, data: unknown): void {
    const { channel, request } = this.#parts;
    try {
      channel.post({ type: 'report', callId: request.callId, index, data }, []);
    } catch (error) {
      throw new NotCloneableError(
        `what a task reports must be plain data: ${String((error as Error).message)}`,
        'data',
        { cause: error },
      );
    }
  }

  log(index: number, text: string): void {
    const { channel, request } = this.#parts;
    channel.post({ type: 'output', stream: 'stdout', text, callId: request.callId, index }, []);
  }
}
