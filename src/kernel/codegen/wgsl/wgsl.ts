/** Kernels as WGSL. */

import type { WgslArtifact, WgslWindows } from '../../../core/kernel.ts';
import { functionsOf, printKernel } from '../../ir/print.ts';
import type { Instruction, IrFunction, Kernel, LocalArray } from '../../ir/types.ts';
import { walkKernel } from '../../ir/walk.ts';
import { coordinateTexts } from './coordinates.ts';
import { declarations, Emitter } from './emit.ts';
import type { EmitContext } from './emit.ts';
import { helperTexts } from './helpers.ts';
import type { HelperName } from './helpers.ts';
import { MemoryText } from './memory.ts';
import { Names } from './names.ts';
import { GROUP, planFor } from './plan.ts';
import { accumulatorVariables, reductionTexts } from './reduce.ts';
import { checkSupported } from './supported.ts';
import { gpuType } from './types.ts';

const BUILT_INS =
  '@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32';

/** Arrays that atomic instructions use. */
function atomicArraysOf(kernel: Kernel): ReadonlySet<LocalArray> {
  const arrays = new Set<LocalArray>();
  walkKernel(kernel, (one: Instruction) => {
    if (one.kind === 'atomic' && 'scope' in one.target) arrays.add(one.target);
  });
  return arrays;
}

/** The uniform block: see {@link WgslArtifact}. */
function parameterText(kernel: Kernel, names: Names): string {
  const fields = [
    'n0: i32',
    'n1: i32',
    'n2: i32',
    'parts: i32',
    'zero: u32',
    ...kernel.buffers.map((buffer) => `len_${names.of('b', buffer)}: i32`),
    ...kernel.scalars.map((scalar) => `${names.of('s', scalar)}: ${gpuType(scalar.type)}`),
  ];
  return `struct Parameters {\n${fields.map((field) => `  ${field},`).join('\n')}\n}\n@group(0) @binding(0) var<uniform> p: Parameters;`;
}

function functionText(fn: IrFunction, context: EmitContext): string {
  const parameters = fn.parameters.map(({ type }, index) => `x${index}: ${gpuType(type)}`).join(', ');
  const emitter = new Emitter(context);
  emitter.block(fn.body);
  return [
    `fn ${context.names.of('f', fn)}(${parameters}) -> ${gpuType(fn.result)} {`,
    ...declarations(fn, context).map((line) => `  ${line}`),
    ...emitter.lines(),
    '}',
  ].join('\n');
}

/** The statements of a body, locals and all. */
function bodyLines(kernel: Kernel, block: Kernel['body'], context: EmitContext): string[] {
  const emitter = new Emitter(context);
  emitter.block(block);
  return [...declarations(kernel, context).map((line) => `  ${line}`), ...emitter.lines()];
}

/** One iteration per invocation. */
function mapText(kernel: Kernel, context: EmitContext): string {
  const count = Array.from({ length: kernel.rank }, (_, axis) => `u32(p.n${axis})`).join(' * ');
  return [
    `@compute @workgroup_size(${GROUP})`,
    `fn main(${BUILT_INS}) {`,
    `  let flat = (group.y * groups.x + group.x) * ${GROUP}u + local;`,
    `  if (flat >= ${count}) { return; }`,
    ...coordinateTexts({ from: 0, to: kernel.rank, flat: 'flat' }).map((line) => `  ${line}`),
    ...bodyLines(kernel, kernel.body, context),
    '}',
  ].join('\n');
}

/** Whole groups, in the shape that the kernel asks for; groups and invocations are numbered through, the last axis fastest. */
function groupedText(kernel: Kernel, workgroup: readonly number[], context: EmitContext): string {
  const axes = workgroup.map((_, axis) => axis);
  const lines = ['let flat_group = group.y * groups.x + group.x;'];
  lines.push(
    ...axes.map((axis) => `let groups${axis} = (u32(p.n${axis}) + ${workgroup[axis]! - 1}u) / ${workgroup[axis]}u;`),
  );
  lines.push(`if (flat_group >= ${axes.map((axis) => `groups${axis}`).join(' * ')}) { return; }`);
  const apart = (flat: string, name: string, lengths: readonly string[]): void => {
    let rest = flat;
    for (const axis of axes.toReversed()) {
      lines.push(`let ${name}${axis} = i32(${axis === 0 ? rest : `${rest} % ${lengths[axis]}`});`);
      if (axis === 0) break;
      lines.push(`let ${name}_rest${axis} = ${rest} / ${lengths[axis]};`);
      rest = `${name}_rest${axis}`;
    }
  };
  apart(
    'flat_group',
    'group',
    axes.map((axis) => `groups${axis}`),
  );
  apart(
    'local',
    'local',
    workgroup.map((length) => `${length}u`),
  );
  lines.push(...axes.map((axis) => `let global${axis} = group${axis} * ${workgroup[axis]}i + local${axis};`));
  const invocations = workgroup.reduce((all, length) => all * length, 1);
  return [
    `@compute @workgroup_size(${invocations})`,
    `fn main(${BUILT_INS}) {`,
    ...lines.map((line) => `  ${line}`),
    ...bodyLines(kernel, kernel.body, context),
    '}',
  ].join('\n');
}

const coordinates = (count: number): string =>
  Array.from({ length: count }, (_, axis) => `global${axis}: i32`).join(', ');

/** Iterations are a function, because each invocation runs many; so is what follows a reduction. */
function reducedText(kernel: Kernel, context: EmitContext): string {
  const fn = (name: string, axes: number, block: Kernel['body']): string =>
    [`fn ${name}(${coordinates(axes)}) {`, ...bodyLines(kernel, block, context), '}'].join('\n');
  return [
    ...accumulatorVariables(kernel, context),
    fn('iteration', kernel.rank, kernel.body),
    fn('finish_row', kernel.rank - kernel.reduced, kernel.finish),
    ...reductionTexts(kernel, context),
  ].join('\n');
}

/** The text of the shader for buffers that are split as told. */
export function shaderText(kernel: Kernel, windows: WgslWindows): string {
  const names = new Names();
  const helpers = new Set<HelperName>();
  const use = (name: HelperName): string => {
    helpers.add(name);
    return name;
  };
  const memory = new MemoryText(kernel, { names, windows, use });
  const defined = new Map<string, string>();
  const define = (name: string, lines: readonly string[]): void => void defined.set(name, lines.join('\n'));
  const context: EmitContext = { names, memory, use, define, atomicArrays: atomicArraysOf(kernel) };
  const bindings = memory.bindings();
  const hasScratch = kernel.accumulators.length > 0;
  const shared = kernel.arrays.filter(({ scope }) => scope === 'workgroup');
  // First what uses helpers and accessors, which is then known.
  const functions = functionsOf(kernel).map((one) => functionText(one, context));
  const main = hasScratch
    ? reducedText(kernel, context)
    : kernel.workgroup === null
      ? mapText(kernel, context)
      : groupedText(kernel, kernel.workgroup, context);
  return `${[
    parameterText(kernel, names),
    ...bindings.lines,
    ...(hasScratch ? [`@group(0) @binding(${bindings.next}) var<storage, read_write> scratch: array<u32>;`] : []),
    ...shared.map((array) => sharedText(array, context)),
    ...helperTexts(helpers),
    ...memory.functions(),
    ...defined.values(),
    ...functions,
    main,
  ].join('\n')}\n`;
}

function sharedText(array: LocalArray, { names, atomicArrays }: EmitContext): string {
  const type = gpuType(array.type);
  const element = atomicArrays.has(array) ? `atomic<${type === 'f32' ? 'u32' : type}>` : type;
  return `var<workgroup> ${names.of('a', array)}: array<${element}, ${array.length}>;`;
}

/**
 * Compiles a kernel for a GPU.
 *
 * @param kernel - Verified IR, whose math functions have been expanded.
 * @throws KernelUnsupportedError (`ERR_KERNEL_UNSUPPORTED`) for 64 bit types and what else no GPU can do.
 */
export function wgsl(kernel: Kernel): WgslArtifact {
  checkSupported(kernel);
  const hasScratch = kernel.accumulators.length > 0;
  return {
    target: 'wgsl',
    key: printKernel(kernel),
    name: kernel.name,
    rank: kernel.rank,
    buffers: kernel.buffers.map(({ name, element, access }) => ({ name, element, access })),
    scalars: kernel.scalars.map(({ name, type }) => ({ name, type })),
    code: (windows) => shaderText(kernel, windows),
    entryPoints: hasScratch ? ['rows', 'whole', 'parts', 'totals'] : ['main'],
    features: [],
    hasScratch,
    plan: (size) => planFor(kernel, size),
  };
}
