/** Checks options at the door: an unknown name and a wrong value are both errors that name themselves. */

import { InvalidOptionError } from '../core/errors.ts';
import { checkRetry } from '../plan/retry.ts';
import { preDispatchBatches } from './pre-dispatch.ts';

type Check = (value: unknown) => boolean;

const isFunction: Check = (value) => typeof value === 'function';
const isObject: Check = (value) => typeof value === 'object' && value !== null;
const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 1;
const isDuration: Check = (value) => typeof value === 'number' && value > 0;
const oneOf =
  (...names: readonly string[]): Check =>
  (value) =>
    names.includes(value as string);
const isStrings: Check = (value) => Array.isArray(value) && value.every((one) => typeof one === 'string');
const isPercentage: Check = (value) =>
  typeof value === 'string' && /^\d+(\.\d+)?%$/.test(value) && Number.parseFloat(value) > 0;
const LIMITS = ['maxOldGenerationSizeMb', 'maxYoungGenerationSizeMb', 'codeRangeSizeMb', 'stackSizeMb'];
const isLimits: Check = (value) =>
  isObject(value) &&
  Object.entries(value as object).every(([key, limit]) => LIMITS.includes(key) && (limit === undefined || limit > 0));
const isName: Check = (value) => typeof value === 'string' && value !== '';

const DTYPES = [
  'int8',
  'uint8',
  'uint8clamped',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'float32',
  'float64',
  'int64',
  'uint64',
];

/** Every option, with what it must be. */
const rules: { readonly [name: string]: readonly [check: Check, what: string] } = {
  nJobs: [
    (value) => (Number.isInteger(value) && value !== 0) || isPercentage(value),
    "a non-zero integer (-1 means all cores, -2 all but one) or a share such as '50%'",
  ],
  env: [isObject, 'an object of environment variables'],
  execArgv: [isStrings, 'an array of strings'],
  argv: [isStrings, 'an array of strings'],
  resourceLimits: [isLimits, `an object of positive numbers: ${LIMITS.join(', ')}`],
  initializer: [isFunction, 'a function'],
  initArgs: [Array.isArray, 'an array'],
  initializerTimeout: [isDuration, 'a number of milliseconds above 0'],
  idleTimeout: [(value) => typeof value === 'number' && value >= 0, 'a number of milliseconds, at least 0'],
  stdio: [oneOf('inherit', 'pipe', 'prefix', 'ignore'), "'inherit', 'pipe', 'prefix' or 'ignore'"],
  innerMaxThreads: [isCount, 'an integer of at least 1'],
  maxTasksPerWorker: [isCount, 'an integer of at least 1'],
  tempFolder: [isName, 'a path'],
  backend: [
    (value) => isName(value) || (isObject(value) && typeof (value as { run?: unknown }).run === 'function'),
    "'threads', 'processes', 'sequential', 'auto', the name of a registered backend, or an object with run()",
  ],
  prefer: [oneOf('threads', 'processes'), "'threads' or 'processes'"],
  require: [oneOf('sharedmem', 'isolation'), "'sharedmem' or 'isolation'"],
  batchSize: [(value) => value === 'auto' || isCount(value), "an integer of at least 1, or 'auto'"],
  preDispatch: [
    (value) => isFunction(value) || isName(value) || isCount(value),
    "an integer of at least 1, 'all', an expression such as '2*nJobs', or a function of nJobs",
  ],
  maxInFlightBytes: [isDuration, 'a number of bytes above 0'],
  maxInlineBytes: [isDuration, 'a number of bytes above 0'],
  returnAs: [oneOf('list', 'generator', 'generatorUnordered'), "'list', 'generator' or 'generatorUnordered'"],
  onError: [
    (value) => isFunction(value) || oneOf('abort', 'settle', 'skip')(value),
    "'abort', 'settle', 'skip' or a function of (error, index)",
  ],
  timeout: [isDuration, 'a number of milliseconds above 0'],
  retry: [
    (value) => isObject(value) || (Number.isInteger(value) && (value as number) >= 0),
    'a number of retries, or an object',
  ],
  signal: [(value) => value instanceof AbortSignal, 'an AbortSignal'],
  progress: [
    (value) => typeof value === 'boolean' || typeof value === 'string' || isFunction(value) || isObject(value),
    'true, a description, a function or a sink with update()',
  ],
  verbose: [(value) => typeof value === 'number' && value >= 0, 'a number of at least 0'],
  seed: [
    (value) => typeof value === 'bigint' || typeof value === 'string' || Number.isFinite(value),
    'a finite number, a bigint or a string',
  ],
  dtype: [oneOf(...DTYPES), `one of ${DTYPES.join(', ')}`],
  context: [isObject, 'an object of variables'],
  onTaskStart: [isFunction, 'a function'],
  onTaskDone: [isFunction, 'a function'],
  onReport: [isFunction, 'a function'],
  onOutput: [isFunction, 'a function'],
  onExplain: [isFunction, 'a function'],
};

/** Options without those that are undefined, so that they do not hide a default. */
export function withoutUndefined<T extends object>(options: T | undefined): T {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)) as T;
}

/** Shows a value in a message. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  if (Array.isArray(value)) return `[${value.slice(0, 3).map(show).join(', ')}${value.length > 3 ? ', …' : ''}]`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'object' && value !== null) return `{ ${Object.keys(value).slice(0, 4).join(', ')} }`;
  return String(value);
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next[j] = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + same);
    }
    row = next;
  }
  return row[b.length] as number;
}

function prefixLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** The option that was probably meant, or all there are. */
function closest(name: string, names: readonly string[]): string {
  const plain = (text: string) => text.toLowerCase().replaceAll('_', '');
  const near = Math.min(3, Math.ceil(name.length / 2));
  const ranked = names
    .map((one) => ({ one, far: distance(plain(name), plain(one)), same: prefixLength(plain(name), plain(one)) }))
    .filter(({ far }) => far <= near)
    .toSorted((a, b) => a.far - a.same / 4 - (b.far - b.same / 4)); // among words as near, the one that begins alike
  return ranked[0] === undefined ? `; there are ${names.join(', ')}` : `; did you mean ${ranked[0].one}?`;
}

/**
 * Checks the options of `who`.
 *
 * @param allowed - Names it takes; default: all.
 * @throws InvalidOptionError `ERR_INVALID_OPTION`
 */
export function checkOptions(who: string, options: unknown, allowed: readonly string[] = Object.keys(rules)): void {
  if (options === undefined) return;
  if (!isObject(options) || Array.isArray(options)) {
    throw new InvalidOptionError(`the options of ${who} must be an object such as { nJobs: 2 }, got ${show(options)}`);
  }
  for (const [name, value] of Object.entries(options as object)) checkOption(who, { name, value }, allowed);
}

function checkOption(who: string, option: { name: string; value: unknown }, allowed: readonly string[]): void {
  const { name, value } = option;
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (!allowed.includes(name)) {
    const why = rule === undefined ? closest(name, allowed) : `, other calls do; it takes ${allowed.join(', ')}`;
    throw new InvalidOptionError(`${who} has no option "${name}"${why}`);
  }
  if (value === undefined) return;
  checkValue(name, value);
  // These look inside, and say themselves what is wrong there.
  if (name === 'retry') checkRetry(value);
  if (name === 'preDispatch' && typeof value === 'string') preDispatchBatches(value, 1);
}

/**
 * Checks the value of one option.
 *
 * @param as - What the caller calls the option.
 * @throws InvalidOptionError `ERR_INVALID_OPTION`
 */
export function checkValue(name: string, value: unknown, as: string = name): void {
  const rule = rules[name];
  if (rule !== undefined && !rule[0](value)) {
    throw new InvalidOptionError(`${as} must be ${rule[1]}, got ${show(value)}`);
  }
}

/**
 * Checks the names of options whose values are checked elsewhere.
 *
 * @throws InvalidOptionError `ERR_INVALID_OPTION`
 */
export function checkNames(who: string, options: unknown, names: readonly string[]): void {
  if (!isObject(options) || Array.isArray(options)) return checkOptions(who, options, names);
  // Nothing is made for names that are right: single tasks come this way.
  for (const name of Object.keys(options as object)) {
    if (!names.includes(name)) checkOption(who, { name, value: undefined }, names);
  }
}

/**
 * Checks how long somebody is ready to wait, where 0 is a look at what is there.
 *
 * @throws InvalidOptionError `ERR_INVALID_OPTION`
 */
export function checkMilliseconds(name: string, value: unknown): void {
  if (value === undefined || (typeof value === 'number' && value >= 0)) return;
  throw new InvalidOptionError(`${name} must be a number of milliseconds, at least 0, got ${show(value)}`);
}

/** Names of the options that belong to workers. */
export const workerOptionNames = [
  'nJobs',
  'env',
  'execArgv',
  'argv',
  'resourceLimits',
  'initializer',
  'initArgs',
  'initializerTimeout',
  'idleTimeout',
  'stdio',
  'innerMaxThreads',
  'maxTasksPerWorker',
  'tempFolder',
] as const;

/** Names of all options of a call. */
export const optionNames: readonly string[] = Object.keys(rules);
