import { now } from './clock.ts';

/**
 * How long a child that has replied may keep looking for the next batch before it sleeps, in milliseconds. Where program and
 * child have a core each, to wake a sleeping one costs several times what a small task takes. Where the system runs both on one
 * core, because its other cores sleep, the program cannot go on while the child looks. So it is measured which is the case.
 */
const LOOK_MS = 0.05;
/** Replies until it is measured again. */
const PERIOD = 512;
/** Replies that are measured, half of them with looking. */
const SAMPLES = 12;
/** Longer pauses are the program's own. */
const MOST_MS = 0.4;

/** What it measures with, and where. */
interface Surroundings {
  readonly cores: number;
  /** Milliseconds since some moment. */
  readonly clock: () => number;
}

const here = (): Surroundings => ({
  cores: process.getBuiltinModule('node:os').availableParallelism(),
  clock: now,
});

/** What a child does between a reply and the next batch. */
export class Linger {
  readonly #clock: () => number;
  readonly #canLook: boolean;
  /** Replies in this period, the measured ones first. At the beginning the program has to show that it awaits task after task. */
  #count = SAMPLES;
  #pays = false;
  /** How much longer the pauses without looking were in all, in milliseconds. */
  #gain = 0;
  #repliedAt: number | undefined;
  #until = 0;
  #isTurning = false;

  constructor({ cores, clock }: Surroundings = here()) {
    this.#clock = clock;
    this.#canLook = cores > 1;
  }

  /** Whether it looks for the next batch now. */
  get isLooking(): boolean {
    return this.#isTurning && this.#clock() < this.#until;
  }

  /** A reply was written. */
  replied(): void {
    if (!this.#canLook) return;
    this.#until = 0; // what it looked for last has come
    if (this.#count >= PERIOD) this.#count = this.#gain = 0;
    if (this.#count >= SAMPLES) {
      this.#count++;
      if (this.#pays) this.#look();
      return;
    }
    if (this.#isLookingSample) this.#look();
    this.#repliedAt = this.#clock();
  }

  /** A message has come. */
  heard(): void {
    if (this.#repliedAt === undefined) return;
    const pause = this.#clock() - this.#repliedAt;
    this.#repliedAt = undefined;
    if (pause > MOST_MS) {
      this.#count = SAMPLES;
      this.#pays = false;
      return;
    }
    this.#gain += this.#isLookingSample ? -pause : pause;
    if (++this.#count === SAMPLES) this.#pays = this.#gain > 0;
  }

  get #isLookingSample(): boolean {
    return this.#count % 2 === 0;
  }

  /** Keeps the event loop turning for a moment, instead of waiting for an event. Everything else that is due gets its turn. */
  #look(): void {
    this.#until = this.#clock() + LOOK_MS;
    if (this.#isTurning) return;
    this.#isTurning = true;
    setImmediate(this.#turn);
  }

  readonly #turn = (): void => {
    if (this.#clock() < this.#until) setImmediate(this.#turn);
    else this.#isTurning = false;
  };
}
