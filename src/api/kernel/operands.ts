/** Arguments of elementwise functions: arrays of one length, and numbers that go with each element. */

import { InvalidOptionError } from '../../core/errors.ts';
import { type ElementType, loadedType } from '../../core/kernel.ts';
import { getKernelBackend } from '../../core/kernel-registry.ts';
import type { AnyFunction } from '../../closure/nodes.ts';
import { parsedFunction } from '../../kernel/frontend/parse.ts';
import type { ParameterBinding } from '../../kernel/frontend/request.ts';
import type { KernelOptions } from './options.ts';
import { arrayArgument } from './array-argument.ts';
import { elementOf } from './element-of.ts';
import { bindValue, floatOf } from './signature.ts';
import { sourceOf } from './source-of.ts';

/** Element types of the arguments and of the result. */
export interface ElementSignature {
  readonly inputs: readonly ElementType[];
  /** Absent: that of what the function returns. */
  readonly result?: ElementType;
}

/** What the arguments of a call are checked against. */
export interface OperandRules {
  /** How messages call the function. */
  readonly caller: string;
  readonly types: readonly ElementType[] | null;
  readonly float: 'f32' | 'f64';
}

const ELEMENTS: readonly string[] = ['i8', 'u8', 'i16', 'u16', 'f16', 'i32', 'u32', 'i64', 'u64', 'f32', 'f64'];

function elementNamed(text: string, signature: string): ElementType {
  const name = text.trim();
  if (ELEMENTS.includes(name)) return name as ElementType;
  throw new InvalidOptionError(
    `"${name}" in the signature '${signature}' is no element type; there are ${ELEMENTS.join(', ')}`,
  );
}

/**
 * The types of a signature such as `'f32, f32 -> f64'`; the arrow and what follows may be missing.
 *
 * @throws InvalidOptionError naming the type that is none.
 */
export function parseElementSignature(signature: string): ElementSignature {
  if (typeof signature !== 'string')
    throw new InvalidOptionError(`a signature is a text such as 'f32, f32 -> f32', got ${typeof signature}`);
  const [inputs = '', result, ...more] = signature.split('->');
  if (more.length > 0) throw new InvalidOptionError(`the signature '${signature}' has more than one arrow`);
  const types = inputs.split(',').map((text) => elementNamed(text, signature));
  return result === undefined ? { inputs: types } : { inputs: types, result: elementNamed(result, signature) };
}

/** Width of the floats of a call. */
export function floatFor(options: KernelOptions, args: readonly unknown[]): 'f32' | 'f64' {
  const isGpu = getKernelBackend(options.backend ?? 'threads').target === 'wgsl';
  return options.float ?? (isGpu ? 'f32' : floatOf(args));
}

/** Refuses calls with more or fewer arguments than the function has. */
export function checkCount(fn: AnyFunction, count: number, caller: string): void {
  const { params } = parsedFunction(sourceOf(fn));
  if (count === params.length) return;
  const names = params
    .map((one) => (one.type === 'AssignmentPattern' ? one.left : one))
    .map((one) => (one.type === 'Identifier' ? one.name : '?'))
    .join(', ');
  throw new InvalidOptionError(`the function of ${caller} takes ${params.length} arguments (${names}), got ${count}`);
}

/** A number beside arrays: whole ones are u32 beside u32 arrays, bigints u64 beside u64 arrays. */
function besideType(value: number | bigint, elements: readonly (ElementType | undefined)[]): 'u32' | 'u64' | undefined {
  if (typeof value === 'bigint') return value >= 0n && elements.includes('u64') ? 'u64' : undefined;
  const isUnsigned = elements.includes('u32') && !elements.includes('i32');
  return isUnsigned && value >>> 0 === value && !Object.is(value, -0) ? 'u32' : undefined;
}

/** Lowest and highest value of the types that have less than 32 bits. */
const NARROW: { readonly [E in ElementType]?: readonly [number, number] } = {
  i8: [-128, 127],
  u8: [0, 255],
  i16: [-32_768, 32_767],
  u16: [0, 65_535],
};

/** Refuses a number that the narrow type of a signature cannot hold. */
function checkNarrow(value: number | bigint, type: ElementType | undefined, place: string): void {
  const range = type === undefined ? undefined : NARROW[type];
  if (range === undefined || (value >= range[0] && value <= range[1])) return;
  throw new InvalidOptionError(`${place} is ${type}, from ${range[0]} to ${range[1]}, got ${String(value)}`);
}

/** Binds the arguments of one call. */
export function bindOperands(args: readonly unknown[], rules: OperandRules): ParameterBinding[] {
  const { caller, types, float } = rules;
  if (types !== null && types.length !== args.length)
    throw new InvalidOptionError(`the signature of ${caller} has ${types.length} arguments, got ${args.length}`);
  const elements = args.map((value) => arrayArgument(value)?.element);
  return args.map((value, at): ParameterBinding => {
    const [element, type] = [elements[at], types?.[at]];
    if (element !== undefined) {
      if (type === undefined || type === element) return { kind: 'element', element };
      throw new InvalidOptionError(
        `argument ${at + 1} of ${caller} is an array of ${type}, got one of ${element}; convert it with from()`,
      );
    }
    if (typeof value === 'number' || typeof value === 'bigint') {
      checkNarrow(value, type, `argument ${at + 1} of ${caller}`);
      const own = type === undefined ? besideType(value, elements) : (loadedType[type] as 'i32');
      return bindValue(value, { at, type: own, float });
    }
    if (type === undefined && typeof value !== 'object') return { kind: 'constant', value };
    throw new InvalidOptionError(
      `argument ${at + 1} of ${caller} must be a typed array or a number, got ${Array.isArray(value) ? 'an array; make it a typed array: Float64Array.from(list)' : typeof value}`,
    );
  });
}

/**
 * The length that all arrays of a call have.
 *
 * @returns null when there is no array.
 */
export function commonLength(args: readonly unknown[], caller: string): number | null {
  let first: { readonly at: number; readonly length: number } | null = null;
  for (const [at, value] of args.entries()) {
    if (elementOf(value) === undefined) continue;
    const { length } = value as unknown as { readonly length: number };
    first ??= { at, length };
    if (length !== first.length) {
      throw new InvalidOptionError(
        `the arrays of ${caller} have different lengths: argument ${first.at + 1} has ${first.length} elements, argument ${at + 1} has ${length}`,
      );
    }
  }
  return first?.length ?? null;
}
