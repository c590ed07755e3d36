/**
 * A call with `backend: 'auto'`: begins in the caller's own thread and moves to workers when they are predicted to be
 * done sooner. Every task runs once, wherever that is.
 */

import { ClosureError, NotCloneableError } from '../../core/errors.ts';
import { seedWords } from '../../core/random.ts';
import { best, type Estimate, estimate, guessRemaining, type Margin, usualMargin } from '../../plan/auto/choose.ts';
import { type Explanation } from '../../plan/auto/explanation.ts';
import { GatedWindows, type GateState } from '../../plan/auto/gated-windows.ts';
import { type Known, Sample } from '../../plan/auto/sample.ts';
import { SampleSizer, SamplingSink } from '../../plan/auto/sampling.ts';
import { errorGraceMs } from '../../plan/error-grace.ts';
import type { WindowSource } from '../../plan/windows.ts';
import { freeCores } from '../../platform/budget.ts';
import { cpuCount } from '../../platform/cpu-count.ts';
import { isWorker } from '../../platform/nesting.ts';
import type { CallFrame } from '../call-frame.ts';
import { type CallPlace, DELAYED } from '../call-request.ts';
import { keyOf, randomSeed } from '../function-table.ts';
import { type Leg, type LegOptions, openLeg, type WindowParts } from '../run-call.ts';
import { AutoInput } from './auto-input.ts';
import { type Candidates, candidatesFor, IN_PLACE } from './candidates.ts';
import { costOf, isMeasured, mayMeasure, measureMachine } from './figures.ts';
import { learn, recall } from './learned.ts';
import { Report } from './report.ts';

/** Tasks that stay in place are predicted for good when so much of them has run, in milliseconds: code warms up at first. */
const SETTLED_MS = 10;
/** Work from which it pays to measure the machine first, which takes some 0.3 s once. */
const MEASURE_FROM_MS = 1000;
/** Work from which a call in a worker asks for cores, and how often, in milliseconds. */
const ASK_FROM_MS = 20;
const ASK_EVERY_MS = 50;
/** A batch in the caller's own thread, in milliseconds: after each of them the choice is made anew. */
const IN_PLACE_BATCH_MS = 4;
/** A first task with larger values is not encoded just to see whether it can be. */
const MOST_PROBED_BYTES = 65_536;

let margin = usualMargin;
/** By how much workers have to win from now on; for tests. @returns what gives back the usual margin. */
export function useMargin(other: Margin): () => void {
  margin = other;
  return () => void (margin = usualMargin);
}

/** How far a call goes. */
export interface AutoOptions {
  /** Stop when the choice is made: nothing but the first tasks runs. */
  readonly planOnly?: boolean;
}

/** The parts of a call, wherever they run. */
export class AutoCall {
  readonly #place: CallPlace;
  readonly #frame: CallFrame;
  readonly #planOnly: boolean;
  readonly #input: AutoInput;
  readonly #seed: readonly [number, number];
  readonly #sample = new Sample();
  readonly #report = new Report();
  readonly #legs: Leg[] = [];
  #candidates: Candidates;
  #cores: number;
  /** When the main program was last asked for free cores, `performance.now()` time. */
  #askedAt = Number.NEGATIVE_INFINITY;
  #cancelled: { readonly error: unknown } | undefined;
  /** Workers cannot have it: it stays where it is. */
  #mustStay = false;
  #measuring = false;
  #decide!: (to: Estimate | undefined) => void;
  readonly #decided = new Promise<Estimate | undefined>((resolve) => {
    this.#decide = resolve;
  });

  constructor(place: CallPlace, frame: CallFrame, { planOnly = false }: AutoOptions = {}) {
    this.#place = place;
    this.#frame = frame;
    this.#planOnly = planOnly;
    const { request, options } = frame;
    this.#seed = options.seed === undefined ? randomSeed() : seedWords(options.seed);
    this.#input = new AutoInput(request, options, () => this.wake());
    // In a worker: that of the task which makes this call, until the main program has told what is free.
    this.#cores = isWorker() ? 1 : cpuCount();
    this.#candidates = candidatesFor(place, costOf, this.#cores);
  }

  /** Ends the call with this error. */
  cancel(error: unknown): void {
    this.#cancelled ??= { error };
    for (const { call } of this.#legs) call.cancel(error);
  }

  /** Somebody took results, or the input has something new. */
  wake(): void {
    for (const { call } of this.#legs) call.wake();
  }

  /** Opens the first part. Rejects as any call does that cannot start. */
  async open(): Promise<void> {
    const first = this.#firstChoice();
    if (first === undefined || first.backend === IN_PLACE) await this.#openInPlace(true);
    else {
      this.#report.moved(first, 0);
      if (!this.#planOnly) await this.#openWorkers(first.backend);
    }
  }

  /** Runs it to its end. */
  async run(): Promise<void> {
    const [first] = this.#legs;
    const begun = (first?.run() ?? Promise.resolve()).finally(() => this.#decide(undefined));
    try {
      const moving = this.#decided.then((to) => (to === undefined ? undefined : this.#moveTo(to)));
      await Promise.all([begun, moving.catch((error: unknown) => this.#afterFirst(begun, error))]);
    } catch (error) {
      this.cancel(error);
      await Promise.allSettled([begun]);
      throw error;
    } finally {
      this.#input.close();
      this.#learn();
      if (!this.#planOnly) this.#report.over();
    }
  }

  /** How it chose, and how it went. */
  explain(): Explanation {
    const { total, taken } = this.#input;
    const tasks = total ?? (this.#input.isRead ? taken : undefined);
    const known = this.#known();
    return this.#report.explain({
      tasks,
      isTotalKnown: total !== undefined,
      tasksInPlace: this.#sample.count,
      known,
      figures: isMeasured() ? 'measured' : 'typical',
      excluded: this.#candidates.excluded,
      hindsight: known === undefined ? [] : this.#estimates({ tasks: tasks ?? taken, known }),
    });
  }

  /** Names the function for what is learned of it; known once the function was looked at. */
  get #key(): string | undefined {
    const { fn } = this.#frame.request;
    return fn === DELAYED ? undefined : keyOf(fn);
  }

  /** What is known of the tasks: by those that have run, or by earlier calls. */
  #known(): Known | undefined {
    return this.#sample.count > 0 ? this.#sample.known() : recall(this.#key);
  }

  #estimates(remaining: { readonly tasks: number; readonly known: Known }): Estimate[] {
    return estimate(remaining, this.#candidates.possible);
  }

  // ---- choosing

  /** Before anything has run: by what earlier calls have shown; without a choice where only workers will do. */
  #firstChoice(): Estimate | undefined {
    const known = recall(this.#key);
    const { total } = this.#input;
    const hasPlace = this.#candidates.possible.some(({ backend }) => backend === IN_PLACE);
    if (hasPlace && (known === undefined || total === undefined)) return undefined;
    const guess = known ?? { taskMs: 1, argumentBytes: 0, resultBytes: 0, bufferBytes: 0 };
    const estimates = this.#estimates({ tasks: total ?? 1, known: guess });
    if (known !== undefined && total !== undefined) this.#report.predict(estimates, 0);
    return best(estimates, IN_PLACE, margin);
  }

  /** Before each batch in place: whether the rest of the tasks stays. */
  #ask(): GateState {
    if (this.#measuring) return 'paused';
    const known = this.#known();
    // Before the first task by what earlier calls have shown, and then by what this one shows.
    const isKnown =
      this.#sample.count === 0
        ? known !== undefined && this.#input.total !== undefined
        : this.#sample.isEnough(margin.sampleMs);
    if (this.#mustStay || known === undefined || !isKnown) return 'open';
    const tasks = guessRemaining(this.#input.total, this.#input.taken);
    if (tasks === 0) return 'open';
    if (this.#measuresFirst(tasks * known.taskMs)) return 'paused';
    this.#askForCores(tasks * known.taskMs);
    const estimates = this.#estimates({ tasks, known });
    const chosen = best(estimates, IN_PLACE, margin);
    const stays = chosen === undefined || chosen.backend === IN_PLACE;
    if (!stays || this.#sample.totalMs < SETTLED_MS) this.#report.predict(estimates, this.#report.elapsedMs);
    if (!stays) this.#report.moved(chosen, this.#sample.count);
    if (this.#planOnly && (!stays || this.#sample.totalMs >= SETTLED_MS)) return 'closed';
    if (stays) return 'open';
    this.#decide(chosen);
    return 'closed';
  }

  /** Much work: worth to know the machine before. */
  #measuresFirst(restMs: number): boolean {
    if (restMs < MEASURE_FROM_MS || !mayMeasure()) return false;
    this.#measuring = true;
    void measureMachine().then(() => {
      this.#measuring = false;
      this.#candidates = candidatesFor(this.#place, costOf, this.#cores);
      this.wake();
    });
    return true;
  }

  /** A call inside a worker that has much to do: whether cores are free. It goes on meanwhile. */
  #askForCores(restMs: number): void {
    if (!isWorker() || restMs < ASK_FROM_MS || performance.now() - this.#askedAt < ASK_EVERY_MS) return;
    this.#askedAt = performance.now();
    void freeCores().then((free) => {
      this.#cores = free + 1;
      this.#candidates = candidatesFor(this.#place, costOf, this.#cores);
    });
  }

  // ---- running

  async #openInPlace(isGated: boolean): Promise<Leg> {
    const place = this.#place.at?.(IN_PLACE) ?? this.#place;
    if (!isGated) return this.#open({ place });
    const sample = this.#sample;
    return this.#open({
      place,
      sink: new SamplingSink(this.#frame.sink, sample),
      sizer: new SampleSizer(IN_PLACE_BATCH_MS, sample),
      windows: (parts) => this.#gated(this.#input.windows(parts)),
    });
  }

  #gated(source: WindowSource): WindowSource {
    return new GatedWindows(source, {
      ask: () => this.#ask(),
      passed: ({ values }) => this.#sample.took(values),
    });
  }

  #openWorkers(backend: string): Promise<Leg> {
    const known = this.#known();
    return this.#open({
      place: this.#place.at?.(backend) ?? this.#place,
      windows: (parts) => {
        this.#probe(parts, known);
        return this.#input.windows(parts);
      },
      ...(known === undefined || known.taskMs === 0 ? {} : { taskMs: known.taskMs }),
    });
  }

  async #open(options: LegOptions): Promise<Leg> {
    const leg = await openLeg(this.#frame, {
      windows: (parts) => this.#input.windows(parts),
      first: this.#input.taken,
      seed: this.#seed,
      meter: this.#frame.progress.meter?.part(),
      ...options,
    });
    this.#legs.push(leg);
    if (this.#cancelled !== undefined) leg.call.cancel(this.#cancelled.error);
    return leg;
  }

  /** Throws where tasks like the first one cannot travel: then all of them stay where that does not matter. */
  #probe({ prepare, codec }: WindowParts, known: Known | undefined): void {
    const { head } = this.#input;
    if (codec === undefined || head.length === 0 || known === undefined) return;
    if (known.argumentBytes + known.bufferBytes > MOST_PROBED_BYTES) return;
    codec.encode(prepare(head).values, () => 'argument 0');
    codec.takeTransfers();
  }

  async #moveTo({ backend }: Estimate): Promise<void> {
    const leg = await this.#openWorkers(backend).catch((error: unknown) => {
      if (!(error instanceof ClosureError) && !(error instanceof NotCloneableError)) throw error;
      this.#mustStay = true;
      this.#report.stays(error.message);
      return this.#openInPlace(false);
    });
    await leg.run();
  }

  /** The workers failed. What still runs in place comes before, so its error would be the first. */
  async #afterFirst(begun: Promise<void>, error: unknown): Promise<never> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, errorGraceMs());
    });
    try {
      await Promise.race([begun, patience]);
    } finally {
      clearTimeout(timer);
    }
    throw error;
  }

  /** For the next call of the function: what workers have measured counts most, as they had most of the tasks. */
  #learn(): void {
    const known = this.#known();
    const last = this.#legs.at(-1)?.sizer.taskMs;
    if (known !== undefined) learn(this.#key, { ...known, taskMs: last ?? known.taskMs });
  }
}
