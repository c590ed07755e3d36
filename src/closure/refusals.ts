/** What cannot travel, why, where it sits and what to do instead. */

import { ClosureError, NotCloneableError } from '../core/errors.ts';
import type { CodecTarget } from '../core/codec.ts';

/** How one value was reached from another. */
export type Step = 'property' | 'item' | 'variable' | 'key' | 'part';

/** Key of the step from a bound function to what it binds. */
export const BOUND_TARGET = '.[[BoundTarget]]';

/** A value on its way into the graph, with the way that led to it. */
export interface Place {
  readonly value: object;
  /** Which list its node goes to. */
  readonly isDefinition: boolean;
  readonly id: number;
  readonly parent: Place | undefined;
  readonly step: Step;
  readonly key: PropertyKey;
}

/** Internal: something cannot travel. The codec turns it into the error that users see. */
export class Refusal extends Error {
  readonly what: string;
  readonly hint: string | undefined;
  readonly place: Place | undefined;

  constructor(what: string, place: Place | undefined, hint?: string) {
    super(what);
    this.what = what;
    this.place = place;
    this.hint = hint;
  }
}

/** Functions go to all workers, and what is moved can go to one only. */
export const CAPTURED_MARK =
  'it holds what transfer() marked, which can be moved once, and a function goes to many workers';
export const CAPTURED_MARK_HINT = 'give it to the task as an argument, or capture the value without transfer()';

const isName = (key: PropertyKey): boolean =>
  typeof key === 'string' && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key);

function renderStep({ step, key }: Place): string {
  if (step === 'variable') return ` -> ${String(key)}`;
  if (step === 'part') return String(key);
  if (step === 'key') return `.get(${String(key)})`;
  if (typeof key === 'symbol') return `[${String(key)}]`;
  if (step === 'item' || /^\d+$/.test(String(key))) return `[${String(key)}]`;
  return isName(key) ? `.${String(key)}` : `[${JSON.stringify(key)}]`;
}

/** The places from the root (without it) to this one. */
function trailOf(place: Place | undefined): Place[] {
  const trail: Place[] = [];
  for (let at = place; at?.parent !== undefined; at = at.parent) trail.push(at);
  return trail.reverse();
}

/** How messages call the other side. */
export const placeName = (target: CodecTarget): string => (target === 'thread' ? 'a worker thread' : 'a child process');

/** Longest trail that a message shows in full; a deep list would fill the screen. */
const MAX_STEPS = 40;

function renderTrail(trail: readonly Place[]): string {
  if (trail.length <= MAX_STEPS) return trail.map(renderStep).join('');
  const half = MAX_STEPS / 2;
  return `${trail.slice(0, half).map(renderStep).join('')} ... ${trail.slice(-half).map(renderStep).join('')}`;
}

const hintLine = (hint: string | undefined): string => (hint === undefined ? '' : `\n    hint: ${hint}`);

/** The error for a function that cannot travel. */
export function closureError(refusal: Refusal, subject: string, target: CodecTarget): ClosureError {
  const trail = trailOf(refusal.place);
  const where = trail.length === 0 ? '' : `\n    at ${renderTrail(trail).trim()}`;
  const message = `cannot send ${subject} to ${placeName(target)}: ${refusal.what}${where}${hintLine(refusal.hint)}`;
  return new ClosureError(
    message,
    trail.map((place) => String(place.key)),
  );
}

/** The error for an argument or result that cannot travel; `root` names the whole value (`argument 3`, `result`). */
export function notCloneableError(refusal: Refusal, root: string, direction: string): NotCloneableError {
  const path = root + renderTrail(trailOf(refusal.place).slice(1));
  return new NotCloneableError(
    `cannot send ${root} ${direction}: ${refusal.what}\n    at ${path}${hintLine(refusal.hint)}`,
    path,
  );
}
