/** Options of the libraries that the drop-ins replace, checked in their words. */

import { inspect } from 'node:util';
import { SHARE_ENV } from 'node:worker_threads';
import { InvalidOptionError } from '../core/errors.ts';
import { isTaskQueue } from './task-queues.ts';

/** What an option must be. */
export type Rule = readonly [is: (value: unknown) => boolean, what: string];

/** A rule for each option that has one. */
export type Rules<O> = { readonly [name in keyof O]?: Rule };

const isNumberFrom =
  (least: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && value >= least;

/** Whether it is an object of any kind. */
export const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

const isList = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === 'string' || typeof item === 'number');

/** Whether it is text, or nothing. */
export const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';

export const notNegative: Rule = [isNumberFrom(0), 'must be a non-negative integer'];
export const positive: Rule = [isNumberFrom(1), 'must be a positive integer'];
export const flag: Rule = [(value) => typeof value === 'boolean', 'must be a boolean'];
export const text: Rule = [isTextOrNull, 'must be a string or null'];
export const queueLength: Rule = [
  (value) => value === 'auto' || isNumberFrom(0)(value),
  "must be a non-negative integer or 'auto'",
];

/** How workers are started: wrong values would fail only when the first worker is. */
export const workerRules = {
  resourceLimits: [isObject, 'must be an object'],
  argv: [isList, 'must be an array of strings'],
  execArgv: [isList, 'must be an array of strings'],
  env: [
    (value) => value === null || value === SHARE_ENV || (isObject(value) && !Array.isArray(value)),
    'must be an object of strings',
  ],
  taskQueue: [isTaskQueue, 'must be a TaskQueue object, with size, push, shift and remove'],
} as const satisfies { readonly [name: string]: Rule };

/**
 * Checks what is there; what is undefined has a default.
 *
 * @param title - What the options are called in messages.
 * @throws InvalidOptionError `ERR_INVALID_OPTION`
 */
export function checkAll<O extends object>(options: O, rules: Rules<O>, title = 'options'): void {
  for (const [name, [is, what]] of Object.entries(rules) as [string, Rule][]) {
    const value = (options as Readonly<Record<string, unknown>>)[name];
    if (value === undefined || is(value)) continue;
    throw new InvalidOptionError(`${title}.${name} ${what}, got ${shown(value)}`);
  }
}

const shown = (value: unknown): string => inspect(value, { depth: 0, breakLength: Infinity });

/** @throws InvalidOptionError for numbers of workers that contradict each other. */
export function checkBounds(minThreads: number | undefined, maxThreads: number | undefined): void {
  if (minThreads === undefined || maxThreads === undefined || minThreads <= maxThreads) return;
  throw new InvalidOptionError(
    `options.minThreads and options.maxThreads must not conflict; they are ${minThreads} and ${maxThreads}`,
  );
}

/** A copy of its own properties: what a program hung on all objects is no option. */
export const ownOptions = <O extends object>(options: O): O => Object.assign(Object.create(null) as O, options);
