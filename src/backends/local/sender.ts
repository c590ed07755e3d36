import type { WorkerOptions } from '../../core/task.ts';
import type { Balancer } from './balancer.ts';
import type { Busyness } from './busyness.ts';
import type { Crew } from './crew.ts';
import { unsendableError } from './failures.ts';
import { failPiece } from './loss.ts';
import { part } from './piece.ts';
import type { Piece } from './piece.ts';
import type { WorkerKind } from './transport.ts';
import type { WaitingPieces } from './waiting.ts';
import { Entry } from './worker-slot.ts';
import type { WorkerSlot } from './worker-slot.ts';

/** Batches in flight per worker: one runs, one waits there, so that a worker never waits for the library. */
export const DEPTH = 2;
/** A batch is sent to wait behind another only when both are shorter than this, in milliseconds. */
const SLOW_MS = 10;
const MAX_WIRE_ID = 0x7fffffff;

/** Whether a worker is the better place for a batch: less to do, or ready sooner. */
const isBetter = (slot: WorkerSlot, best: WorkerSlot): boolean =>
  slot.entries.length < best.entries.length ||
  (slot.entries.length === best.entries.length && slot.state === 'ready' && best.state === 'starting');

/** Whether a worker is as good a place as there can be. */
const isFree = (slot: WorkerSlot): boolean => slot.accepts && slot.state === 'ready' && slot.entries.length === 0;

/** What the sender works with. */
export interface SenderParts {
  readonly crew: Crew;
  readonly waiting: WaitingPieces;
  readonly balancer: Balancer;
  readonly busyness: Busyness;
  readonly watcher: { watch(slot: WorkerSlot): void };
  /** A worker may have nothing to do. */
  readonly noteIdle: (slot: WorkerSlot) => void;
}

/** Sends pieces to workers: decides which one gets which, and when. */
export class Sender {
  readonly #kind: WorkerKind;
  readonly #maxTasks: number;
  readonly #parts: SenderParts;
  #wireId = 0;
  #isDispatching = false;
  #isWanted = false;
  /** Nothing is sent any more. */
  closed = false;

  constructor(kind: WorkerKind, { maxTasksPerWorker = Infinity }: WorkerOptions, parts: SenderParts) {
    this.#kind = kind;
    this.#maxTasks = maxTasksPerWorker;
    this.#parts = parts;
  }

  /** Sends waiting pieces to workers that have room. Those who hear of a worker that is started for one may ask for it again. */
  dispatch(): void {
    this.#isWanted = true;
    if (this.#isDispatching) return; // served by the loop that runs
    this.#isDispatching = true;
    try {
      while (this.#isWanted) {
        this.#isWanted = false;
        this.#dispatchAll();
      }
    } finally {
      this.#isDispatching = false;
    }
  }

  #dispatchAll(): void {
    if (this.closed) return;
    const { crew, waiting, balancer, busyness } = this.#parts;
    const { queue, pins } = waiting;
    if (pins.waiting > 0) {
      pins.dispatch(
        (slot, piece) => this.#mayTake(slot, piece),
        (slot, piece) => this.#send(slot, piece),
      );
    }
    for (let piece = queue.peek(); piece !== undefined; piece = queue.peek()) {
      const refusal = crew.refusal();
      if (refusal !== undefined) {
        waiting.refuse(refusal);
        return;
      }
      const slot = this.#choose(piece);
      if (slot === undefined) return;
      queue.shift();
      this.#send(slot, piece);
    }
    balancer.balance();
    busyness.settle();
  }

  /** The worker for a piece: an idle one, a new one, or one where it may wait behind another. */
  #choose(piece: Piece): WorkerSlot | undefined {
    const { crew, busyness } = this.#parts;
    const idle = crew.slots.find(isFree) ?? crew.slots.find((slot) => slot.accepts && slot.entries.length === 0);
    if (idle !== undefined) return busyness.mayBegin(idle) ? idle : this.#placeBehind(piece);
    if (crew.hasPlace && busyness.mayStart()) return this.#startWorker();
    return this.#placeBehind(piece);
  }

  /** A worker where a piece may wait behind another. */
  #placeBehind(piece: Piece): WorkerSlot | undefined {
    let best: WorkerSlot | undefined;
    for (const slot of this.#parts.crew.slots) {
      if (!slot.accepts || slot.entries.length === 0 || (slot.lanes > 1 && !slot.hasLane(piece))) continue;
      if (best === undefined || isBetter(slot, best)) best = slot;
    }
    return best !== undefined && this.#mayWait(best, piece) ? best : undefined;
  }

  #startWorker(): WorkerSlot | undefined {
    const slot = this.#parts.crew.start();
    this.#parts.busyness.started(slot);
    return slot;
  }

  /** Whether a piece that has to go to this worker may go there now. */
  #mayTake(slot: WorkerSlot, piece: Piece): boolean {
    const isOpen = slot.accepts || (slot.isUp && piece.run.batch.worker !== undefined);
    if (!isOpen) return false;
    return slot.entries.length === 0 ? this.#parts.busyness.mayBegin(slot) : this.#mayWait(slot, piece);
  }

  #mayWait(slot: WorkerSlot, piece: Piece): boolean {
    if (slot.lanes > 1) return slot.hasLane(piece);
    const [head] = slot.entries;
    if (slot.entries.length >= DEPTH || head === undefined || head.detached || head.killAt !== undefined) return false;
    if (slot.state !== 'ready' || slot.revoking !== undefined || piece.exact || this.#moves(piece)) return false;
    if (this.#parts.busyness.isRecalled) return false;
    const { piece: running } = head;
    return (
      piece.run.call.estimateMs(piece.to - piece.from) <= SLOW_MS &&
      running.run.call.estimateMs(running.to - running.from) <= SLOW_MS
    );
  }

  #send(slot: WorkerSlot, whole: Piece): void {
    const piece = this.#maxTasks === Infinity ? whole : this.#withinTaskLimit(slot, whole);
    const { batch } = piece.run;
    const wireId = (this.#wireId = this.#wireId === MAX_WIRE_ID ? 1 : this.#wireId + 1);
    const waits = slot.lanes === 1 && (slot.entries.length > 0 || slot.state === 'starting');
    try {
      slot.transport.send(slot.request(wireId, piece, waits), batch.transfer);
    } catch (error) {
      failPiece(piece, { reason: 'not-cloneable', error: unsendableError(error) });
      this.#parts.noteIdle(slot);
      return;
    }
    if (this.#moves(piece)) piece.run.moved = true;
    slot.noteSent(batch.call);
    const entry = new Entry(wireId, piece, waits);
    const count = piece.to - piece.from;
    slot.tasks += count;
    slot.running += count;
    if (slot.entries.push(entry) === 1) slot.headSince = entry.sentAt;
    this.#parts.watcher.watch(slot);
  }

  /** Whether sending this takes buffers away from here: it cannot be sent twice. */
  #moves({ run }: Piece): boolean {
    return this.#kind.moves && (run.batch.transfer?.length ?? 0) > 0;
  }

  /** Cuts off what is more than the worker may still run, and lets it retire after the rest. */
  #withinTaskLimit(slot: WorkerSlot, piece: Piece): Piece {
    const room = this.#maxTasks - slot.tasks;
    const count = piece.to - piece.from;
    if (count < room) return piece;
    slot.retiring = true;
    // What is for this very worker cannot go elsewhere.
    if (count === room || piece.run.batch.worker !== undefined || this.#moves(piece)) return piece;
    const rest = part(piece, piece.from + room, piece.to);
    if (rest !== undefined) this.#parts.waiting.putBack([rest]);
    return { ...piece, to: piece.from + room };
  }
}
