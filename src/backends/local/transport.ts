import type { Movable } from '../../core/payload.ts';
import type { SetupRequest, WorkerReply, WorkerRequest } from '../../core/protocol.ts';

/** How a worker ended. */
export interface WorkerEnd {
  readonly exitCode: number | null;
  readonly signal?: string | null;
  /** The last that it wrote to its standard error, where that was seen. */
  readonly stderrTail?: string;
  readonly outOfMemory?: boolean;
  /** It ended because of `kill`, and not by itself just before. */
  readonly killed?: boolean;
  /** The worker could not be made, or failed on its own before it was ready. */
  readonly error?: unknown;
}

/** What a worker was doing when somebody looked. */
export interface ProgressSnapshot {
  /** Wire id of the running batch, or -1. */
  readonly batch: number;
  /** First position that may be running; -1 while the batch is being prepared. */
  readonly position: number;
  readonly span: number;
  /** The running task listens to its signal. */
  readonly listens: boolean;
  /** When the running task started, Unix time in ms; only for calls with a timeout. */
  readonly startedAt: number;
}

/** Watches the progress block of a worker. */
export interface ProgressView {
  read(): ProgressSnapshot;
  /** Whether a batch has begun, or one that was sent after it: it may be over, and its reply on the way. */
  hasBegun(wireId: number): boolean;
  /** Takes a batch back. True: it has not started and never will. False: it may have started. */
  revoke(wireId: number): boolean;
  /** Nobody looks any more. */
  release(): void;
}

/** Told about a worker's life. `onEnd` comes once and last, after every message. */
export interface TransportEvents {
  onMessage(reply: WorkerReply): void;
  onEnd(end: WorkerEnd): void;
}

/** A worker as the library holds it. It never keeps the process alive by itself. */
export interface WorkerTransport {
  readonly progress: ProgressView;
  /** The thread or process itself. */
  readonly handle: object;
  readonly pid?: number | undefined;
  readonly threadId?: number | undefined;
  /** It has ended, and `onEnd` follows: nothing that is sent arrives. */
  readonly isOver: boolean;
  /**
   * Sends a request, also before the worker is ready: it waits there.
   *
   * @throws when the request cannot be cloned; nothing was sent then.
   */
  send(request: WorkerRequest, transfer?: readonly Movable[]): void;
  /**
   * Nobody reads what the worker has answered to a batch, or would have: what of it lies outside of messages goes.
   *
   * @param at - Only the outcome at this position.
   */
  discard?(wireId: number, at?: number): void;
  /** Ends the worker at once, whatever it does. `onEnd` follows. */
  kill(): void;
}

/** What an engine needs to know of its kind of worker. */
export interface WorkerKind {
  readonly backend: string;
  readonly memory: 'shared' | 'mapped';
  /** Array buffers in a transfer list are moved, so that a batch with one cannot be sent twice. */
  readonly moves: boolean;
  /** What a worker is told besides, when it is set up. */
  readonly setup?: Pick<SetupRequest, 'watchParent'>;
  start(workerId: number, events: TransportEvents): WorkerTransport;
  /** All workers are gone: whatever they shared may go. */
  close?(): void;
}
