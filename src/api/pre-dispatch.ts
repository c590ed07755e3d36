import { InvalidOptionError } from '../core/errors.ts';
import type { ParallelOptions } from './options.ts';

/** A product or quotient of integers and `nJobs`, with an optional sum: all that such limits need. */
const TOKEN = /\s*(nJobs|n_jobs|\d+|\/\/|[-+*/()])/y;

function tokens(text: string): string[] | undefined {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    found.push(match[1] as string);
  }
  return found;
}

/** Evaluates the four operations over integers and `nJobs`; undefined when the text is anything else. */
function evaluate(text: string, nJobs: number): number | undefined {
  const list = tokens(text);
  if (list === undefined || list.length === 0) return undefined;
  let at = 0;
  const primary = (): number => {
    const token = list[at++];
    if (token === 'nJobs' || token === 'n_jobs') return nJobs;
    if (token === '(') {
      const value = sum();
      return list[at++] === ')' ? value : Number.NaN;
    }
    return token !== undefined && /^\d+$/.test(token) ? Number(token) : Number.NaN;
  };
  const product = (): number => {
    let value = primary();
    for (let op = list[at]; op === '*' || op === '/' || op === '//'; op = list[at]) {
      at++;
      const right = primary();
      value = op === '*' ? value * right : op === '/' ? value / right : Math.floor(value / right);
    }
    return value;
  };
  const sum = (): number => {
    let value = product();
    for (let op = list[at]; op === '+' || op === '-'; op = list[at]) {
      at++;
      const right = product();
      value = op === '+' ? value + right : value - right;
    }
    return value;
  };
  const value = sum();
  return at === list.length && Number.isFinite(value) ? value : undefined;
}

const refuse = (option: string): never => {
  throw new InvalidOptionError(
    `preDispatch must be, or give, an integer of at least 1; or 'all', or an expression of nJobs such as '2*nJobs'; got ${option}`,
  );
};

/**
 * The number of batches that `preDispatch` allows on their way.
 *
 * @throws InvalidOptionError `ERR_INVALID_OPTION`
 */
export function preDispatchBatches(option: ParallelOptions['preDispatch'], nJobs: number): number {
  if (option === 'all') return Number.POSITIVE_INFINITY;
  if (option === undefined) return 2 * nJobs;
  const value =
    typeof option === 'function' ? option(nJobs) : typeof option === 'string' ? evaluate(option, nJobs) : option;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return refuse(typeof option === 'function' ? `a function that gave ${String(value)}` : JSON.stringify(option));
  }
  return Math.max(1, Math.floor(value));
}
