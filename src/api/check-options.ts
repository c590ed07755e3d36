/** Checks options at the door: an unknown name and a wrong value are both errors that name themselves. */

import { InvalidOptionError } from '../core/errors.ts';

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
const isPercentage: Check = (value) => typeof value === 'string' && /^\d+(\.\d+)?%$/.test(value);
const isName: Check = (value) => typeof value === 'string' && value !== '';

const DTYPES = [
  'int8',
  'uint8',
  'uint8c',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'float32',
  'float64',
  'bigint64',
  'biguint64',
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
  resourceLimits: [isObject, 'an object such as { maxOldGenerationSizeMb: 512 }'],
  initializer: [isFunction, 'a function'],
  initArgs: [Array.isArray, 'an array'],
  idleTimeout: [(value) => typeof value === 'number' && value >= 0, 'a number of milliseconds, at least 0'],
  stdio: [oneOf('inherit', 'pipe', 'prefix', 'ignore'), "'inherit', 'pipe', 'prefix' or 'ignore'"],
  innerMaxThreads: [isCount, 'an integer of at least 1'],
  maxTasksPerWorker: [isCount, 'an integer of at least 1'],
  tempFolder: [isName, 'a path'],
  backend: [(value) => isName(value) || isObject(value), 'the name of a backend, or a backend object'],
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
};

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

function closest(name: string, names: readonly string[]): string {
  const plain = (text: string) => text.toLowerCase().replaceAll('_', '');
  const ranked = names.map((one) => [distance(plain(name), plain(one)), one] as const).toSorted((a, b) => a[0] - b[0]);
  const best = ranked[0];
  return best !== undefined && best[0] <= 3 ? `; did you mean ${best[1]}?` : `; there are ${names.join(', ')}`;
}

/**
 * Checks the options of `who`.
 *
 * @param allowed - Names it takes; default: all.
 * @throws InvalidOptionError `ERR_INVALID_OPTION`
 */
export function checkOptions(who: string, options: unknown, allowed: readonly string[] = Object.keys(rules)): void {
  if (options === undefined) return;
  if (!isObject(options)) throw new InvalidOptionError(`the options of ${who} must be an object, got ${show(options)}`);
  for (const [name, value] of Object.entries(options as object)) {
    const rule = rules[name];
    if (rule === undefined || !allowed.includes(name)) {
      throw new InvalidOptionError(`${who} has no option "${name}"${closest(name, allowed)}`);
    }
    if (value !== undefined && !rule[0](value)) {
      throw new InvalidOptionError(`${name} must be ${rule[1]}, got ${show(value)}`);
    }
  }
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
  'idleTimeout',
  'stdio',
  'innerMaxThreads',
  'maxTasksPerWorker',
  'tempFolder',
] as const;

/** Names of all options of a call. */
export const optionNames: readonly string[] = Object.keys(rules);
