/**
 * The interpreter: turns a kernel into one JavaScript function. It defines what the IR means: every operation is rounded or wrapped to
 * its type, and reductions follow the tree of docs/ir.md.
 */

import { invariant, ParallelError } from '../../../core/errors.ts';
import type { InterpretArtifact, KernelBytes } from '../../../core/kernel.ts';
import { functionsOf, printKernel } from '../../ir/print.ts';
import { BLOCK, emptyTotal, identityOf } from '../../ir/reduction-tree.ts';
import type { Accumulator, IrFunction, Kernel } from '../../ir/types.ts';
import * as arithmetic from './arithmetic.ts';
import { arrayClassOf, declarations, Emitter, makeNames, type Names } from './emit.ts';
import { accumulateText, constantText } from './expressions.ts';
import { runGroups } from './workgroups.ts';

/** What the text of a kernel calls. */
const runtime = {
  ...arithmetic,
  runGroups,
  /** Sets an element and gives the old one. */
  replace<T>(array: { [index: number]: T }, index: number, value: T): T {
    const old = array[index] as T;
    array[index] = value;
    return old;
  },
  outOfRange(name: string, index: number): never {
    throw new ParallelError('ERR_INTERNAL', `index ${index} of ${name} was promised to be in range and is not`);
  },
  /** Combines neighbours level by level, an odd one is carried up. */
  pairwise<T>(blocks: readonly T[], combine: (a: T, b: T) => T): T {
    let level = blocks;
    while (level.length > 1) {
      const next: T[] = [];
      for (let at = 0; at < level.length; at += 2) {
        next.push(at + 1 < level.length ? combine(level[at]!, level[at + 1]!) : level[at]!);
      }
      level = next;
    }
    return level[0]!;
  },
};

function functionText(fn: IrFunction, names: Names): string {
  const emitter = new Emitter(names, 'return;');
  emitter.line(`function ${names.of(fn)}(${fn.parameters.map((_, at) => `a${at}`).join(', ')}) {`);
  for (const line of declarations(fn, names)) emitter.line(line);
  emitter.block(fn.body);
  emitter.line('}');
  return emitter.text();
}

const bodyText = (kernel: Kernel, names: Names): string => {
  const emitter = new Emitter(names, 'break iteration;');
  emitter.line('iteration: {');
  emitter.block(kernel.body);
  emitter.line('}');
  return emitter.text();
};

/** Loops over some axes, around a text. */
function overAxes(from: number, to: number, inner: string): string {
  let text = inner;
  for (let axis = to - 1; axis >= from; axis--) {
    text = `for (let global${axis} = 0; global${axis} < size[${axis}]; global${axis}++) {\n${text}\n}`;
  }
  return text;
}

/** One reduction: chains, the end of a block, the total. */
function accumulatorTexts(
  accumulator: Accumulator,
  names: Names,
): { start: string; step: string; end: string; total: string } {
  const { op, type, lanes } = accumulator;
  const name = names.of(accumulator);
  const identity = constantText(identityOf(op, type));
  const combine = accumulateText(op, type, [`${name}[j]`, `${name}[j + width]`]);
  const two = accumulateText(op, type, ['a', 'b']);
  return {
    start: `const ${name} = new Array(${lanes}).fill(${identity}); const ${name}blocks = [];`,
    step: `const lane${name} = k % ${lanes};`,
    end:
      `for (let width = ${lanes / 2}; width >= 1; width /= 2) for (let j = 0; j < width; j++) ${name}[j] = ${combine};\n` +
      `${name}blocks.push(${name}[0]); ${name}.fill(${identity});`,
    total:
      `const ${name}total = ${name}blocks.length === 0 ? ${constantText(emptyTotal(op, type))} : ` +
      `rt.pairwise(${name}blocks, (a, b) => ${two});`,
  };
}

function reducedText(kernel: Kernel, names: Names): string {
  const kept = kernel.rank - kernel.reduced;
  const parts = kernel.accumulators.map((accumulator) => accumulatorTexts(accumulator, names));
  const endBlock = parts.map((part) => part.end).join('\n');
  const iteration = [
    ...parts.map((part) => part.step),
    bodyText(kernel, names),
    `if (++k === ${BLOCK}) { ${endBlock}\nk = 0; }`,
  ].join('\n');
  const finish = new Emitter(names, '');
  finish.block(kernel.finish);
  const point = [
    ...parts.map((part) => part.start),
    'let k = 0;',
    overAxes(kept, kernel.rank, iteration),
    `if (k > 0) { ${endBlock} }`,
    ...parts.map((part) => part.total),
    finish.text(),
  ].join('\n');
  return overAxes(0, kept, `{\n${point}\n}`);
}

/** A kernel with a workgroup: each invocation is a generator that stops at barriers. */
function groupedText(kernel: Kernel, names: Names): string {
  const axes = Array.from({ length: kernel.rank }, (_, axis) => axis);
  const shared = kernel.arrays.filter((array) => array.scope === 'workgroup');
  const coordinates = axes.map(
    (axis) =>
      `const local${axis} = at[${axis}], group${axis} = group[${axis}], global${axis} = group${axis} * ${kernel.workgroup![axis]} + local${axis};`,
  );
  const allocations = shared.map((array) => `${names.of(array)} = new ${arrayClassOf(array.type)}(${array.length});`);
  return [
    ...shared.map((array) => `let ${names.of(array)};`),
    `function* invoke(group, at) {`,
    ...coordinates,
    ...declarations(kernel, names),
    bodyText(kernel, names),
    '}',
    `rt.runGroups({ workgroup: [${kernel.workgroup!.join(', ')}], size, start() { ${allocations.join(' ')} }, invoke });`,
  ].join('\n');
}

function kernelText(kernel: Kernel): string {
  const names = makeNames();
  const loops =
    kernel.workgroup !== null
      ? groupedText(kernel, names)
      : kernel.reduced > 0
        ? reducedText(kernel, names)
        : overAxes(0, kernel.rank, bodyText(kernel, names));
  return [
    '"use strict";',
    ...functionsOf(kernel).map((fn) => functionText(fn, names)),
    'return function (bytes, { scalars, size }) {',
    ...kernel.buffers.map(
      (buffer, at) => `const ${names.of(buffer)} = rt.view(bytes[${at}], ${arrayClassOf(buffer.element)});`,
    ),
    ...kernel.scalars.map((scalar, at) => `const ${names.of(scalar)} = scalars[${at}];`),
    ...(kernel.workgroup === null ? declarations(kernel, names) : []),
    loops,
    '};',
  ].join('\n');
}

interface ViewClass<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

/** Bytes as elements; bytes after the last whole element are left alone. */
const view = <T>(bytes: Uint8Array, ViewOf: ViewClass<T>): T =>
  new ViewOf(bytes.buffer, bytes.byteOffset, Math.floor(bytes.byteLength / ViewOf.BYTES_PER_ELEMENT));

/**
 * Compiles a kernel for the interpreter.
 *
 * @param kernel - Verified IR. Math functions that JavaScript has may be left in; their last bits are then the engine's.
 * @returns `run` takes bytes aligned to their elements; f32 scalars must be rounded, 64-bit integers are bigints.
 */
export function interpret(kernel: Kernel): InterpretArtifact {
  const text = kernelText(kernel);
  // Text of our own making: all names in it are ours (`makeNames`), all constants were numbers before they were text.
  // oxlint-disable-next-line typescript/no-implied-eval -- compiling is what this file is for
  const make = new Function('rt', text) as (rt: unknown) => InterpretArtifact['run'];
  const compiled = make({ ...runtime, view });
  return {
    target: 'interpret',
    key: printKernel(kernel),
    name: kernel.name,
    rank: kernel.rank,
    buffers: kernel.buffers.map(({ name, element, access }) => ({ name, element, access })),
    scalars: kernel.scalars.map(({ name, type }) => ({ name, type })),
    run(buffers: KernelBytes, launch): void {
      invariant(
        launch.size.length === kernel.rank,
        `kernel ${kernel.name} has rank ${kernel.rank}, got ${launch.size.length} sizes`,
      );
      invariant(
        buffers.length === kernel.buffers.length,
        `kernel ${kernel.name} takes ${kernel.buffers.length} buffers`,
      );
      invariant(
        launch.scalars.length === kernel.scalars.length,
        `kernel ${kernel.name} takes ${kernel.scalars.length} scalars`,
      );
      compiled(buffers, launch);
    },
  };
}
