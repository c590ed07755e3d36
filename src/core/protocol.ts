/**
 * Every message between the library and one of its workers (threads and processes alike). Both sides are of one version.
 *
 *   setup -> ready | start-failed
 *   batch -> reply (exactly one per batch; outcomes cover each position once)
 *   end-call, abort, close: no answer
 *   report, output, began, worn, fatal, message: unasked, from the worker
 *   ask -> answer, unless withdrawn; tell, gone, told: no answer (src/core/ask.ts)
 */

import type { AskFailure } from './ask-failure.ts';
import type { AskPath } from './ask.ts';
import type { BatchId, CallHeader, CallId, Outcome, StdioMode, WorkerInitializer } from './task.ts';
import type { Payload } from './payload.ts';
import type { RecycleLimits } from './worker-set.ts';

/** What a worker needs to know of a call: the header without what is sent piecemeal. */
export type CallSetup = Omit<CallHeader, 'definitions' | 'functions'>;

export interface SetupRequest {
  readonly type: 'setup';
  readonly workerId: number;
  /** The lowest number from 1 that no other living worker of the backend has. */
  readonly number?: number;
  readonly backend: string;
  readonly level: number;
  readonly stdio: StdioMode;
  readonly initializer?: WorkerInitializer;
  /** Batches may run beside each other, if they are not `exact`. */
  readonly concurrent?: boolean;
  /** Say so when a batch leaves more behind than this. */
  readonly limits?: Pick<RecycleLimits, 'heapBytes' | 'rssBytes'>;
  /** End when whoever started the worker is gone: where nothing else sees to that. */
  readonly watchParent?: true;
}

export interface BatchRequest {
  readonly type: 'batch';
  readonly id: BatchId;
  readonly callId: CallId;
  /** With the first batch of a call on this worker. */
  readonly setup?: CallSetup;
  /** Definitions this worker does not have yet. */
  readonly definitions?: readonly unknown[];
  /** Functions this worker does not have yet. */
  readonly functions?: CallHeader['functions'];
  readonly fn: number | readonly number[];
  readonly spread: boolean;
  readonly count: number;
  readonly first: number;
  readonly indices?: readonly number[];
  readonly attempt: number;
  readonly args: Payload;
  /** Run only the positions from `from` up to, not including, `to`: what is left of a batch after a worker was lost. */
  readonly from?: number;
  readonly to?: number;
  /** Note every single task in the progress word, whatever it costs (docs/architecture.md: "How a guilty task is found"). */
  readonly exact?: boolean;
  /** It was sent while another batch was running: the library may take it back before it starts. */
  readonly waits?: boolean;
  /** Calls that are over. */
  readonly ended?: readonly CallId[];
}

export type WorkerRequest =
  | SetupRequest
  | BatchRequest
  | { readonly type: 'end-call'; readonly callId: CallId }
  | { readonly type: 'abort'; readonly callId: CallId; readonly indices?: readonly number[]; readonly reason: unknown }
  /** To a question: exactly one, unless it was withdrawn. */
  | { readonly type: 'answer'; readonly id: number; readonly value?: unknown; readonly failure?: AskFailure }
  /** For what listens in the worker, or in one below it. */
  | { readonly type: 'told'; readonly service: string; readonly payload: unknown; readonly to?: AskPath }
  | { readonly type: 'close' }
  /** To a thread that has child processes: it is about to be ended, whatever it does, and is to end them first. */
  | { readonly type: 'end' };

/** An error of the library's own in a `failed` outcome on the wire; the library builds the real one from it. */
export interface WireFailure {
  readonly message: string;
  /** Where the value sits that cannot travel. */
  readonly path?: string;
  /** The initializer of the worker failed. */
  readonly isInitializer?: boolean;
}

export type WorkerReply =
  | { readonly type: 'ready' }
  /** `error` is a payload made by `WorkerCodec.encodeError`. */
  | { readonly type: 'start-failed'; readonly error: Payload }
  | { readonly type: 'reply'; readonly id: BatchId; readonly outcomes: readonly Outcome[]; readonly elapsedMs: number }
  /** With `concurrent`: the tasks of a timed batch start now. */
  | { readonly type: 'began'; readonly id: BatchId }
  /** Code of the program's own has sent it, by `parentPort.postMessage` or `process.send`. */
  | { readonly type: 'message'; readonly data: unknown }
  /** It has grown beyond its limits, and should be replaced. */
  | { readonly type: 'worn' }
  | { readonly type: 'report'; readonly callId: CallId; readonly index: number; readonly data: unknown }
  | {
      readonly type: 'output';
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
      readonly callId?: CallId;
      readonly index?: number;
    }
  /** `from`: a worker below this one asks. */
  | {
      readonly type: 'ask';
      readonly id: number;
      readonly service: string;
      readonly payload: unknown;
      readonly from?: AskPath;
    }
  | { readonly type: 'withdraw'; readonly id: number }
  | { readonly type: 'tell'; readonly service: string; readonly payload: unknown; readonly from?: AskPath }
  /** A worker below this one has ended. */
  | { readonly type: 'gone'; readonly from: AskPath }
  | { readonly type: 'fatal'; readonly kind: 'rejection' | 'exception'; readonly error: Payload };

/** Positions of the progress words (Int32) that say what a worker is doing. */
export const progressWord = {
  /** Id of the running batch, or -1. */
  batch: 0,
  /** Position of the running task in its batch (with coarse tracking: the first that may be running). */
  position: 1,
  /** How many tasks from `position` on may be the running one: 1 when tracking is exact. */
  span: 2,
  /** One more than the position of the last task that asked for `taskContext().signal`. */
  listens: 3,
  /** Id of the last batch that was begun and may have been taken back before; it stays when that batch is done. 0: none. */
  begun: 6,
  /** Written by the library: the id of a batch that the worker must not start any more. */
  revoked: 7,
  /** Threads: counts what the library has sent, so that a thread that has just replied can wait for more without its event loop. */
  sent: 8,
  /** Threads: counts what the thread has sent, so that the library can take a reply that is there without its event loop. */
  replied: 9,
  /** Threads: how many child processes the thread has. */
  children: 10,
  /** Threads: the number that the system knows the thread by, where the thread can find that out. */
  systemId: 11,
} as const;

/**
 * Bytes of the progress block: four Int32 words, one Float64 (when the running task started, Unix time in ms), one more word,
 * two words that the library writes, and four that only threads use.
 */
export const PROGRESS_BYTES = 48;
/** The worker writes only what is before this offset. */
export const PROGRESS_WORKER_BYTES = 28;
export const PROGRESS_START_OFFSET = 16;
