/** Shaders that users write: what has to be known of them is read from their text. */

import { InvalidOptionError } from '../../../core/errors.ts';
import type { BufferAccess, BufferSignature, ElementType, WgslArtifact, WgslBinding } from '../../../core/kernel.ts';

/** One variable of a shader that is bound to an array. */
export interface RawBinding extends WgslBinding, BufferSignature {
  /** Its type as written, such as `array<f32>`. */
  readonly type: string;
}

/** A shader, and what its text says. */
export interface RawShader {
  readonly artifact: WgslArtifact;
  /** In the order of their numbers. */
  readonly bindings: readonly RawBinding[];
  /** Invocations of a workgroup along each axis; undefined where the text gives no plain numbers. */
  readonly workgroupSize: readonly [number, number, number] | undefined;
}

/** Comments become spaces, so that lines and columns stay; those between slashes and stars may hold others. */
function withoutComments(text: string): string {
  let result = '';
  let depth = 0;
  for (const [part] of text.matchAll(/\/\*|\*\/|\/\/[^\n]*|\n|[^]/g)) {
    if (part === '/*') depth++;
    else if (part === '*/' && depth > 0) depth--;
    else if (depth === 0 && !part.startsWith('//')) {
      result += part;
      continue;
    }
    result += part.replaceAll(/[^\n]/g, ' ');
  }
  return result;
}

const attribute = (attributes: string, name: string): string | undefined =>
  new RegExp(`@${name}\\s*\\(\\s*([^)]*?)\\s*\\)`).exec(attributes)?.[1];

/** The type that all elements of a binding have; u32, which takes any array, for structures. */
function elementOf(type: string): ElementType {
  const found = /\b(f32|i32|u32|f16)\b|\bvec[234]([fiuh])\b/.exec(type);
  if (found === null || !/^(?:array|vec|mat|atomic|[fiu]\d)/.test(type)) return 'u32';
  const short: Readonly<Record<string, ElementType>> = { f: 'f32', i: 'i32', u: 'u32', h: 'f16' };
  return (found[1] as ElementType | undefined) ?? short[found[2]!]!;
}

function parseBindings(text: string): RawBinding[] {
  const variables = text.matchAll(
    /((?:@\w+\s*(?:\([^)]*\))?\s*)+)var\s*<\s*(storage|uniform)\s*(?:,\s*(\w+)\s*)?>\s*(\w+)\s*:\s*([^;]+);/g,
  );
  const found = [...variables].map(([, attributes, space, mode, name, type]): RawBinding => {
    const [group, binding] = [attribute(attributes!, 'group'), attribute(attributes!, 'binding')];
    if (group !== '0' || binding === undefined || !/^\d+$/.test(binding)) {
      throw new InvalidOptionError(
        `the variable "${name}" of the shader needs @group(0) and @binding(n) with a plain number, got @group(${group}) @binding(${binding})`,
      );
    }
    const access: BufferAccess = mode === 'read_write' || mode === 'write' ? 'readwrite' : 'read';
    const plainType = type!.replaceAll(/\s+/g, ' ').trim();
    return {
      name: name!,
      binding: Number(binding),
      uniform: space === 'uniform',
      access,
      type: plainType,
      element: elementOf(plainType),
    };
  });
  return found.toSorted((a, b) => a.binding - b.binding);
}

interface EntryPoint {
  readonly name: string;
  readonly attributes: string;
}

function findEntryPoint(text: string, wanted: string | undefined): EntryPoint {
  const functions = text.matchAll(/((?:@\w+\s*(?:\([^)]*\))?\s*)+)fn\s+(\w+)/g);
  const all = [...functions]
    .map(([, attributes, name]) => ({ name: name!, attributes: attributes! }))
    .filter(({ attributes }) => /@compute\b/.test(attributes));
  const names = all.map(({ name }) => name).join(', ');
  if (all.length === 0) throw new InvalidOptionError('the shader has no entry point: a function with @compute');
  if (wanted === undefined && all.length > 1) {
    throw new InvalidOptionError(`the shader has several entry points (${names}); choose one with entryPoint`);
  }
  const found = wanted === undefined ? all[0] : all.find(({ name }) => name === wanted);
  if (found === undefined) throw new InvalidOptionError(`the shader has no entry point "${wanted}"; it has ${names}`);
  return found;
}

function workgroupOf({ attributes }: EntryPoint): RawShader['workgroupSize'] {
  const sizes = (attribute(attributes, 'workgroup_size') ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (sizes.length === 0 || !sizes.every((one) => /^\d+[ui]?$/.test(one))) return undefined;
  const [x, y, z] = sizes.map((one) => Number.parseInt(one, 10));
  return [x!, y ?? 1, z ?? 1];
}

/** Features that a shader turns on, by their names in WebGPU. */
const featureNames: Readonly<Record<string, string>> = { f16: 'shader-f16', subgroups: 'subgroups' };

function featuresOf(text: string): string[] {
  const enabled = [...text.matchAll(/\benable\s+([\w\s,]+);/g)].flatMap(([, names]) => names!.split(','));
  return enabled.map((name) => featureNames[name.trim()] ?? name.trim());
}

/**
 * Reads a shader. The size of a dispatch is the number of workgroups along each axis.
 *
 * @param code - WGSL.
 * @param options - `entryPoint`, where the shader has several; `name` for messages.
 * @throws InvalidOptionError when there is no such entry point, or bindings have no plain numbers.
 */
export function rawShader(
  code: string,
  options: { readonly entryPoint?: string; readonly name?: string } = {},
): RawShader {
  const text = withoutComments(code);
  const bindings = parseBindings(text);
  const entryPoint = findEntryPoint(text, options.entryPoint);
  const name = options.name ?? entryPoint.name;
  const artifact: WgslArtifact = {
    target: 'wgsl',
    key: code,
    name,
    rank: 3,
    buffers: bindings.map(({ name: variable, element, access }) => ({ name: variable, element, access })),
    scalars: [],
    code,
    entryPoints: [entryPoint.name],
    features: featuresOf(text),
    plan: ([x = 1, y = 1, z = 1]) => ({
      steps: [{ entryPoint: entryPoint.name, groups: [x, y, z] }],
      parts: 1,
      scratchBytes: 0,
    }),
    hasScratch: false,
    bindings: bindings.map(({ binding, uniform }) => ({ binding, uniform })),
  };
  return { artifact, bindings, workgroupSize: workgroupOf(entryPoint) };
}
