/** Entry points of kernels with accumulators. */

import type { Accumulator, Kernel } from '../../ir/types.ts';
import { emptyTotal, identityOf } from '../../ir/reduction-tree.ts';
import { binaryText, type UseHelper } from './expressions.ts';
import { coordinateTexts } from './coordinates.ts';
import type { Names } from './names.ts';
import { constantText, fromWord, gpuType, toWord } from './types.ts';

/** Invocations that reduce one row, or one part of it, together. */
export const REDUCE_GROUP = 256;

/** Invocations of a group where each reduces a row of its own. */
export const ROW_GROUP = 64;

/** What the text is made with. */
export interface ReduceContext {
  readonly names: Names;
  readonly use: UseHelper;
}

const nameOf = (names: Names, accumulator: Accumulator): string => names.of('acc', accumulator);

/** Variables of each accumulator: the chain of an invocation, its place in the group, and the total. */
export function accumulatorVariables({ accumulators }: Kernel, { names }: ReduceContext): string[] {
  return accumulators.flatMap((accumulator) => {
    const name = nameOf(names, accumulator);
    const type = gpuType(accumulator.type);
    return [
      `var<private> ${name}: ${type};`,
      `var<private> total_${name}: ${type};`,
      `var<workgroup> group_${name}: array<${type}, ${REDUCE_GROUP}>;`,
    ];
  });
}

const indent = (lines: readonly string[], depth: number): string =>
  lines.map((line) => '  '.repeat(depth) + line).join('\n');

const productOf = (from: number, to: number): string =>
  from === to ? '1u' : `(${Array.from({ length: to - from }, (_, at) => `u32(p.n${from + at})`).join(' * ')})`;

const entry = (name: string, size: number): string =>
  `@compute @workgroup_size(${size})
fn ${name}(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {`;

/** Statements, one for each accumulator. */
class Statements {
  readonly #kernel: Kernel;
  readonly #context: ReduceContext;

  constructor(kernel: Kernel, context: ReduceContext) {
    this.#kernel = kernel;
    this.#context = context;
  }

  readonly start = (): string[] =>
    this.#each((one, name) => `${name} = ${constantText(one.type, identityOf(one.op, one.type))};`);

  /** The totals of nothing. */
  readonly empty = (): string[] =>
    this.#each((one, name) => `total_${name} = ${constantText(one.type, emptyTotal(one.op, one.type))};`);

  readonly totalOfChain = (): string[] => this.#each((_, name) => `total_${name} = ${name};`);

  readonly totalOfGroup = (): string[] => this.#each((_, name) => `total_${name} = group_${name}[0];`);

  readonly share = (): string[] => this.#each((_, name) => `group_${name}[local] = ${name};`);

  readonly halve = (): string[] =>
    this.#each((one, name) => {
      const operands = [`group_${name}[local]`, `group_${name}[local + width]`] as const;
      return `group_${name}[local] = ${binaryText(one, operands, this.#context.use)};`;
    });

  readonly loadPart = (): string[] =>
    this.#each((one, name, scratch) => {
      const part = fromWord(one.type, `${scratch} + k]`);
      return `let part_${name} = ${part}; ${name} = ${binaryText(one, [name, `part_${name}`], this.#context.use)};`;
    });

  readonly storePart = (): string[] =>
    this.#each((one, name, scratch) => `${scratch} + part] = ${toWord(one.type, `group_${name}[0]`)};`);

  #each(text: (accumulator: Accumulator, name: string, scratch: string) => string): string[] {
    const { rank, reduced, accumulators } = this.#kernel;
    const rows = productOf(0, rank - reduced);
    return accumulators.map((one, index) =>
      text(one, nameOf(this.#context.names, one), `scratch[(${index}u * ${rows} + row) * u32(p.parts)`),
    );
  }
}

/** The functions that entry points share: an invocation's iterations of a row, and the tree within a group. */
function sharedTexts(kernel: Kernel, statements: Statements): string[] {
  const kept = kernel.rank - kernel.reduced;
  const globals = Array.from({ length: kernel.rank }, (_, axis) => `global${axis}`).join(', ');
  const iterate = `fn iterate(row: u32, first: u32, end: u32, step: u32) {
${indent([...statements.start(), ...coordinateTexts({ from: 0, to: kept, flat: 'row' })], 1)}
  for (var k = first; k < end; k += step) {
${indent(coordinateTexts({ from: kept, to: kernel.rank, flat: 'k' }), 2)}
    iteration(${globals});
  }
}`;
  const combine = `fn combine(local: u32) {
${indent(statements.share(), 1)}
  workgroupBarrier();
  for (var width = ${REDUCE_GROUP / 2}u; width > 0u; width = width >> 1u) {
    if (local < width) {
${indent(statements.halve(), 3)}
    }
    workgroupBarrier();
  }
}`;
  return [iterate, combine];
}

/** What the entry points of a reduction are made with. */
interface EntryTexts {
  readonly statements: Statements;
  /** How many rows there are, and how many points each has. */
  readonly rows: string;
  readonly columns: string;
  /** What becomes of the totals of a row. */
  readonly finishRow: readonly string[];
}

/** A row per invocation. */
const rowsEntry = ({ statements, rows, columns, finishRow }: EntryTexts): string => `${entry('rows', ROW_GROUP)}
  let row = (group.y * groups.x + group.x) * ${ROW_GROUP}u + local;
  if (row >= ${rows}) { return; }
  let count = ${columns};
  iterate(row, 0u, count, 1u);
${indent(statements.totalOfChain(), 1)}
  if (count == 0u) {
${indent(statements.empty(), 2)}
  }
${indent(finishRow, 1)}
}`;

/** The end of an entry point whose group has a whole row. */
const finishGroup = ({ statements, finishRow }: EntryTexts): string => `  combine(local);
  if (local > 0u) { return; }
${indent([...statements.totalOfGroup(), ...finishRow], 1)}
}`;

/** A row per group. */
const wholeEntry = (texts: EntryTexts): string => `${entry('whole', REDUCE_GROUP)}
  let row = group.y * groups.x + group.x;
  if (row >= ${texts.rows}) { return; }
  iterate(row, local, ${texts.columns}, ${REDUCE_GROUP}u);
${finishGroup(texts)}`;

/** A part of a row per group. */
const partsEntry = ({ statements, rows, columns }: EntryTexts): string => `${entry('parts', REDUCE_GROUP)}
  let at = group.y * groups.x + group.x;
  let row = at / u32(p.parts);
  let part = at % u32(p.parts);
  if (row >= ${rows}) { return; }
  let count = ${columns};
  let each_part = (count + u32(p.parts) - 1u) / u32(p.parts);
  iterate(row, part * each_part + local, min(count, (part + 1u) * each_part), ${REDUCE_GROUP}u);
  combine(local);
  if (local > 0u) { return; }
${indent(statements.storePart(), 1)}
}`;

/** What `parts` left. */
const totalsEntry = (texts: EntryTexts): string => `${entry('totals', REDUCE_GROUP)}
  let row = group.y * groups.x + group.x;
  if (row >= ${texts.rows}) { return; }
${indent(texts.statements.start(), 1)}
  for (var k = local; k < u32(p.parts); k += ${REDUCE_GROUP}u) {
${indent(texts.statements.loadPart(), 2)}
  }
${finishGroup(texts)}`;

/**
 * The functions and entry points of a reduction; `iteration` and `finish_row` are functions of the coordinates. There are four entry
 * points: `rows` reduces a row per invocation, `whole` a row per group, `parts` a part of a row per group, and `totals` what
 * `parts` left.
 */
export function reductionTexts(kernel: Kernel, context: ReduceContext): string[] {
  const statements = new Statements(kernel, context);
  const kept = kernel.rank - kernel.reduced;
  const globals = Array.from({ length: kept }, (_, axis) => `global${axis}`).join(', ');
  const texts: EntryTexts = {
    statements,
    rows: productOf(0, kept),
    columns: productOf(kept, kernel.rank),
    finishRow: [...coordinateTexts({ from: 0, to: kept, flat: 'row' }), `finish_row(${globals});`],
  };
  return [
    ...sharedTexts(kernel, statements),
    rowsEntry(texts),
    wholeEntry(texts),
    partsEntry(texts),
    totalsEntry(texts),
  ];
}
