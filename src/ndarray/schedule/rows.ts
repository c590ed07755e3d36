/**
 * Which kernels of a plan may run together row by row: a softmax is three kernels over the same rows, and each row can stay in the cache
 * from the first to the last. Row by row or one after the other, the bits are the same.
 */

import { isSameShape } from '../array/broadcast.ts';
import { MAX_ROW } from '../../kernel/codegen/wasm/join-rows.ts';
import { isRowMajor } from '../graph/layout.ts';
import type { Node } from '../graph/node.ts';
import type { FusedStep, Info, Rows, Step } from './step.ts';

/** The most kernels that are joined. */
const MAX_PARTS = 8;

const product = (lengths: readonly number[]): number => lengths.reduce((all, length) => all * length, 1);

/** The rows that a reduction goes along; null when it is not over the last axes of an array that is walked in row-major order. */
function rowsOf(node: Node): Rows | null {
  const { reduction } = node;
  if (reduction === null) return null;
  const { shape, order } = node.inputs[0]!;
  const kept = shape.length - reduction.axes.length;
  if (order !== null || reduction.axes[0] !== kept) return null;
  const rows = { shape, kept, count: product(shape.slice(0, kept)), length: product(shape.slice(kept)) };
  return rows.length > 1 && rows.length <= MAX_ROW && rows.count > 0 ? rows : null;
}

/** Whether a node has one element for each row. */
const isOnePerRow = ({ shape }: Node, rows: Rows): boolean => {
  const kept = rows.shape.slice(0, rows.kept);
  return isSameShape(shape, kept) || isSameShape(shape, [...kept, ...rows.shape.slice(rows.kept).map(() => 1)]);
};

/** What a kernel makes of rows: a number for each, or elements; null when it does something else. */
export function spaceOf(node: Node, rows: Rows): 'elements' | 'rows' | null {
  if (node.reduction !== null) {
    const own = rowsOf(node);
    return own !== null && own.kept === rows.kept && isSameShape(own.shape, rows.shape) ? 'elements' : null;
  }
  if (node.kind !== 'elementwise' || node.order !== null) return null;
  if (isSameShape(node.shape, rows.shape)) return 'elements';
  return isOnePerRow(node, rows) ? 'rows' : null;
}

/** Whether an operation reads, for a row, only what belongs to that row of a result of the group. */
function isAligned(op: Node, input: Node, rows: Rows): boolean {
  if (input.size === product(rows.shape)) return op.reduction !== null || op.size === input.size;
  if (rows.count === 1 && input.size === 1) return true;
  if (!isOnePerRow(input, rows)) return false;
  return (
    isSameShape(op.shape, input.shape) ||
    (isSameShape(op.shape, rows.shape) && input.shape.length === rows.shape.length)
  );
}

/** A group that is being put together. */
class RowGroup {
  readonly rows: Rows;
  readonly parts: FusedStep[] = [];
  /** Results of its kernels. */
  readonly #made = new Set<Node>();
  /** Operations of its kernels. */
  readonly #ops = new Set<Node>();

  constructor(rows: Rows) {
    this.rows = rows;
  }

  /** Adds a kernel if it belongs to the same rows. @param later - Results that are made after the group. */
  tryAdd(step: FusedStep, later: ReadonlySet<Node>): boolean {
    if (step.kind === 'view') return this.#tryAddView(step);
    if (this.parts.length >= MAX_PARTS || step.kind !== 'fused') return false;
    if (step.outputs.some((node) => spaceOf(node, this.rows) === null)) return false;
    const ops = new Set<Node>();
    for (const output of step.infos) if (!this.#collect(output, { step, later, ops })) return false;
    for (const op of ops) this.#ops.add(op);
    for (const output of step.outputs) this.#made.add(output);
    this.parts.push(step);
    return true;
  }

  /** A number for each row may be seen with more or fewer axes of length 1. */
  #tryAddView(step: FusedStep): boolean {
    const [view] = step.outputs as readonly [Node];
    const base = view.inputs[0]!;
    if (!this.#made.has(base) || base.size !== this.rows.count || view.size !== base.size) return false;
    if (!isOnePerRow(view, this.rows) || view.offset !== 0 || !isRowMajor(view.shape, view.strides)) return false;
    this.#made.add(view);
    this.#ops.add(view);
    this.parts.push(step);
    return true;
  }

  /** Collects the operations below a result. @returns False when one reads what is not there for its row. */
  #collect(output: Info, { step, later, ops }: { step: FusedStep; later: ReadonlySet<Node>; ops: Set<Node> }): boolean {
    const stack: Info[] = [output];
    for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
      if (ops.has(one.node)) continue;
      ops.add(one.node);
      for (const input of one.inputs) {
        if (later.has(input.node)) return false;
        if (this.#made.has(input.node)) {
          if (!isAligned(one.node, input.node, this.rows)) return false;
        } else if (input.keep === null || step.outputs.includes(input.node)) stack.push(input);
      }
    }
    return true;
  }

  /** The results that only its own kernels read: they last for some rows only. */
  temporaries(): ReadonlySet<Node> {
    const found = this.parts
      .flatMap(({ infos }) => infos)
      .filter(
        ({ node, keep, readers }) =>
          keep !== 'asked for' &&
          node.reduction === null &&
          spaceOf(node, this.rows) === 'elements' &&
          readers.every((reader) => this.#ops.has(reader.node)),
      );
    return new Set(found.map(({ node }) => node));
  }
}

/** Joins kernels over the same rows; others stay as they are. */
export function joinRowSteps(steps: readonly FusedStep[]): readonly Step[] {
  const done: Step[] = [];
  let left = steps;
  while (left.length > 0) {
    const [first, ...rest] = left as readonly [FusedStep, ...FusedStep[]];
    const rows =
      first.kind === 'fused'
        ? rowsOf(first.outputs.find((node) => node.reduction !== null) ?? first.outputs[0]!)
        : null;
    const group = rows === null ? null : new RowGroup(rows);
    if (group === null || !group.tryAdd(first, new Set())) {
      done.push(first);
      left = rest;
      continue;
    }
    const later = new Set<Node>();
    left = rest.filter((step) => {
      if (group.tryAdd(step, later)) return false;
      for (const output of step.outputs) later.add(output);
      return true;
    });
    if (group.parts.length === 1) done.push(first);
    else {
      const outputs = group.parts.flatMap((part) => part.outputs);
      done.push({ kind: 'rows', outputs, parts: group.parts, temporaries: group.temporaries(), rows: group.rows });
    }
  }
  return done;
}
