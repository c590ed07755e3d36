/**
 * Lowered kernels by the text of their function and the types of a call, so that a second call costs microseconds.
 *
 * A kernel is found again where it is certain to be the same: all that it took from outside is looked at again, unless it is a variable that nothing
 * assigns to. Numbers are part of the code until a call finds another value: then the kernel is lowered once more, with that number as a
 * parameter, and its further values cost nothing.
 */

import type { CapturedValue } from '../../closure/function-values.ts';
import type { AnyFunction } from '../../closure/nodes.ts';
import { KernelCompileError } from '../../core/errors.ts';
import { ROOT } from '../../kernel/frontend/dependencies.ts';
import type { FunctionSource } from '../../kernel/frontend/parse.ts';
import { lowerFunction } from '../../kernel/frontend/lower.ts';
import type { KernelRequest, LoweredKernel, ParameterBinding } from '../../kernel/frontend/request.ts';
import { viewOf } from './array-view.ts';
import { type FoundOutside, KernelTemplate, type LoweredCall, type ReadOutside } from './kernel-template.ts';
import { type GivenValues, sourceOf } from './source-of.ts';

/** Functions as the front end wants them. */
interface Sources {
  readonly source: FunctionSource;
  readonly sourceOf: (fn: AnyFunction) => FunctionSource;
  readonly uniforms: ReadonlySet<string>;
}

const NONE: GivenValues = {};
const NO_UNIFORMS: ReadonlySet<string> = new Set();

/** Kernels of one text and key: those of other types of numbers, or of other values of what has to be constant. */
const MAX_TEMPLATES = 8;
/** Texts and keys that are remembered. */
const MAX_FAMILIES = 500;
/** Calls of one function that are remembered: of other types, and with other arrays. */
const MAX_CALLS = 16;

/** Kernels of one text for one kind of call. */
interface Family {
  readonly templates: KernelTemplate[];
  /** Numbers that have changed, by the ids of their reads. */
  readonly uniforms: Set<string>;
  /** The function does not compile with parameters for them. */
  isConstant: boolean;
}

/** Where a variable is read anew without a look at the function: nowhere, because it never changes; among the given values; in an object. */
type Source = 'fixed' | 'given' | object;

/** What one function was found to need, where that can be looked at again in no time. */
interface KnownCall {
  readonly key: string;
  readonly template: KernelTemplate;
  readonly values: readonly unknown[];
  readonly sources: readonly Source[];
}

const families = new Map<string, Family>();
const knownCalls = new WeakMap<AnyFunction, KnownCall[]>();

/** An argument that is neither a number nor an array. */
function argumentOf(parameters: readonly ParameterBinding[], key: string): FoundOutside {
  const binding = parameters[Number(key)];
  return { value: binding?.kind === 'constant' ? binding.value : undefined, isMissing: false };
}

/** The functions of a call as they are now. */
class Surroundings {
  readonly #given: GivenValues | undefined;
  readonly #sources = new Map<AnyFunction, FunctionSource>();
  readonly #found = new Map<AnyFunction, Map<string, CapturedValue>>();

  constructor(given: GivenValues | undefined) {
    this.#given = given;
  }

  /** Text and variables of a function. */
  of = (fn: AnyFunction): FunctionSource => {
    let source = this.#sources.get(fn);
    if (source === undefined) {
      const found = new Map<string, CapturedValue>();
      this.#found.set(fn, found);
      source = sourceOf(fn, this.#given, (name, value) => void found.set(name, value));
      this.#sources.set(fn, source);
    }
    return source;
  };

  /** Reads variables and arguments for a match. */
  reader = (fn: AnyFunction, parameters: readonly ParameterBinding[]): ReadOutside => {
    return ({ kind, key, owner }, holder) => {
      if (kind === 'argument') return argumentOf(parameters, key);

      const found = this.of(owner === ROOT ? fn : (holder as AnyFunction)).read(key);
      if (found !== undefined) return { value: found.value, isMissing: false };
      return { value: (globalThis as { [global: string]: unknown })[key], isMissing: true };
    };
  };

  /** Where a variable that was read can be read anew; undefined when the function has to be looked at. */
  again(fn: AnyFunction, name: string): Source | undefined {
    const found = this.#found.get(fn)?.get(name);
    if (found === undefined) return 'fixed';
    const { holder, isFixed } = found;
    if (holder !== undefined) return holder === this.#given ? 'given' : holder;
    return isFixed() ? 'fixed' : undefined;
  }
}

/** Reads variables and arguments of a known call. */
const quickReader =
  ({ sources, values, template }: KnownCall, { given = NONE, parameters }: CallParts): ReadOutside =>
  ({ kind, key }, _, index) => {
    if (kind === 'argument') return argumentOf(parameters, key);
    const source = sources[index]!;
    const isGiven = Object.hasOwn(given, key);
    if (isGiven !== (source === 'given')) return { value: undefined, isMissing: !template.steps[index]!.isMissing };
    if (isGiven) return { value: given[key], isMissing: false };
    if (source === 'fixed') return { value: values[index], isMissing: template.steps[index]!.isMissing };
    return { value: (source as { [name: string]: unknown })[key], isMissing: !Object.hasOwn(source as object, key) };
  };

function remember(fn: AnyFunction, call: Omit<KnownCall, 'sources'>, surroundings: Surroundings): void {
  const { steps } = call.template;
  const sources: Source[] = [];
  for (const { kind, owner, key } of steps) {
    const source =
      kind === 'property'
        ? 'fixed'
        : surroundings.again(owner === ROOT ? fn : (call.values[owner] as AnyFunction), key);
    if (source === undefined) return;
    sources.push(source);
  }
  let calls = knownCalls.get(fn);
  if (calls === undefined) knownCalls.set(fn, (calls = []));
  calls.unshift({ ...call, sources });
  if (calls.length > MAX_CALLS) calls.pop();
}

function familyOf(text: string, key: string): Family {
  const id = `${key}\n${text}`;
  let family = families.get(id);
  if (family === undefined) {
    family = { templates: [], uniforms: new Set(), isConstant: false };
    if (families.size >= MAX_FAMILIES) families.delete(families.keys().next().value as string);
  } else families.delete(id);
  families.set(id, family);
  return family;
}

/** Lowers a kernel with the numbers that change as parameters; as constants where that does not compile. */
function lowerInto(family: Family, lower: (uniforms: ReadonlySet<string>) => LoweredKernel): [LoweredKernel, boolean] {
  const { uniforms } = family;
  if (uniforms.size === 0 || family.isConstant) return [lower(NO_UNIFORMS), false];
  try {
    return [lower(uniforms), true];
  } catch (error) {
    if (!(error instanceof KernelCompileError)) throw error;
    const lowered = lower(NO_UNIFORMS);
    family.isConstant = true;
    return [lowered, false];
  }
}

/** What the templates of a family say to a call: one of them fits, or numbers have changed. */
function findTemplate(
  { templates, uniforms }: Family,
  read: ReadOutside,
): { readonly template: KernelTemplate; readonly values: readonly unknown[] } | undefined {
  let least: readonly string[] | undefined;
  for (const template of templates) {
    const match = template.match(read);
    if (match === undefined) continue;
    if (match.changed.length === 0) return { template, values: match.values };
    if (least === undefined || match.changed.length < least.length) least = match.changed;
  }
  for (const id of least ?? []) uniforms.add(id);
  return undefined;
}

interface CallParts {
  /** Equal for calls that differ in nothing but the values of their arguments. */
  readonly key: string;
  readonly given: GivenValues | undefined;
  readonly parameters: readonly ParameterBinding[];
}

/**
 * The lowered kernel of a function.
 *
 * @param lower - Lowers the function.
 */
function loweredFor(fn: AnyFunction, call: CallParts, lower: (sources: Sources) => LoweredKernel): LoweredCall {
  const { key, given } = call;
  for (const known of knownCalls.get(fn) ?? []) {
    if (known.key !== key) continue;
    const match = known.template.match(quickReader(known, call), known.values);
    if (match?.changed.length === 0) return known.template.call(match.values);
  }
  const surroundings = new Surroundings(given);
  const source = surroundings.of(fn);
  const family = familyOf(source.text, key);
  const found = findTemplate(family, surroundings.reader(fn, call.parameters));
  if (found !== undefined) {
    const { template, values } = found;
    remember(fn, { key, template, values }, surroundings);
    return template.call(values);
  }
  const [lowered, hasUniforms] = lowerInto(family, (uniforms) =>
    lower({ source, sourceOf: surroundings.of, uniforms }),
  );
  const template = new KernelTemplate(lowered, hasUniforms ? family.uniforms : NO_UNIFORMS);
  const values = lowered.dependencies.reads.map(({ value }) => value);
  if (template.isClosed) {
    family.templates.unshift(template);
    if (family.templates.length > MAX_TEMPLATES) family.templates.pop();
    remember(fn, { key, template, values }, surroundings);
  }
  return template.call(values);
}

/** What a call asks for besides the function. */
export type LoweringRequest = Pick<KernelRequest, 'rank' | 'parameters' | 'result' | 'float' | 'workgroup'> & {
  /** Name of a function that has none. */
  readonly fallbackName: string;
};

function partOf(binding: ParameterBinding): string {
  switch (binding.kind) {
    case 'index':
      return `index${binding.axis}${binding.range === true ? 'r' : ''}`;
    case 'element':
      return `element ${binding.element}`;
    case 'array':
    case 'slice': {
      const { kind, element, rank, clamped = false, isUnit = false } = binding;
      return `${kind} ${element} ${rank} ${clamped} ${isUnit}${kind === 'slice' ? ` ${binding.inner}` : ''}`;
    }
    case 'window':
      return `window ${binding.element} ${JSON.stringify(binding.neighborhood)}`;
    case 'scalar':
      return `scalar ${binding.type}`;
    case 'constant':
      // Objects and functions are looked into when a kernel is found again.
      return typeof binding.value === 'object' || typeof binding.value === 'function'
        ? `constant ${typeof binding.value}`
        : `constant ${typeof binding.value} ${String(binding.value)}`;
    default:
      return binding satisfies never;
  }
}

function keyOf({ rank, parameters, result, float, workgroup = [] }: LoweringRequest): string {
  const parts = parameters.map(partOf);
  const stored = result.kind === 'none' ? '' : result.kind === 'store' ? result.element : `${result.op} ${result.type}`;
  return `${rank}|${parts.join(',')}|${result.kind} ${stored}|${float}|${workgroup.join()}`;
}

/** Lowers a function for a call, or finds what was lowered for a call like it. */
export const lowerCall = (
  fn: AnyFunction,
  { fallbackName, ...request }: LoweringRequest,
  given: GivenValues | undefined,
): LoweredCall =>
  loweredFor(fn, { key: keyOf({ fallbackName, ...request }), given, parameters: request.parameters }, (sources) =>
    lowerFunction({
      ...request,
      ...sources,
      arrayView: (value) => viewOf(value),
      name: fn.name === '' ? fallbackName : fn.name.replaceAll(/\W/g, '_'),
    }),
  );
