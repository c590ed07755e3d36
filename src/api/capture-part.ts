import type * as Capture from './capture.ts';
import { invariant } from '../core/errors.ts';
import { canRequirePart, keepPart, requirePart } from '../platform/load-part.ts';

/** The code that captures functions. */
export type CapturePart = typeof Capture;

let ready = false;

/**
 * Makes sure that {@link capturePart} works.
 *
 * @returns A promise only in a program that bundles the library, and only the first time.
 */
export function openCapturePart(): Promise<void> | undefined {
  if (ready || canRequirePart('capture')) {
    ready = true;
    return undefined;
  }
  return import('./capture.ts').then((part) => keepPart('capture', part));
}

/** The code that captures functions, loaded now if it is not yet. */
export function capturePart(): CapturePart {
  const part = requirePart<CapturePart>('capture');
  invariant(part !== undefined, 'a function was captured before the code for that was loaded');
  return part;
}
