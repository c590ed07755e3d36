/**
 * Cuts a graph into kernels. What has one iteration space runs in one kernel: chains of operations, with the reductions they end in.
 *
 * Each node gets a *stage*: the number of kernels that have to run before the one it is in. A node is in the kernel of an input when
 * both walk over the same space; it needs a later one when it reads a reduction, a smaller array or a rounded half float.
 */

import type { Node } from '../graph/node.ts';
import { expand } from './expand.ts';
import { joinRowSteps } from './rows.ts';
import type { FusedStep, Info, KeepReason, Step } from './step.ts';
import { canInline, MAX_OPERANDS, MAX_OPS, nextWalk } from './description.ts';

/** A cut graph. */
export interface Plan {
  readonly steps: readonly Step[];
  /** Nodes that are stored, and why. */
  readonly kept: ReadonlyMap<Node, KeepReason>;
}

/** What a node reads, or is computed from in its kernel: of views, the expression that they show. */
function inputsOf(node: Node): readonly Node[] {
  const { inputs, kind } = node;
  if ((kind !== 'elementwise' && kind !== 'reduce') || !inputs.some((input) => input.kind === 'view')) return inputs;
  return inputs.map((input) => (kind === 'reduce' || canInline(input, node.shape) ? (expand(input) ?? input) : input));
}

const isWork = (node: Node): boolean => node.isPending || node.kind === 'constant';

/** Everything that has to be computed, inputs first. Deep graphs do not fill the stack. */
function collect(roots: readonly Node[]): Map<Node, Info> {
  const infos = new Map<Node, Info>();
  const stack = roots.toReversed().map((node) => ({ node, isOpen: false }));
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, isOpen } = top;
    if (infos.has(node) || !isWork(node)) continue;
    if (!isOpen) {
      stack.push({ node, isOpen: true });
      for (const input of inputsOf(node))
        if (isWork(input) && !infos.has(input)) stack.push({ node: input, isOpen: false });
      continue;
    }
    const inputs = inputsOf(node).flatMap((input) => infos.get(input) ?? []);
    const info: Info = { node, inputs, readers: [], stage: 0, keep: null, isCut: false };
    for (const input of new Set(inputs)) input.readers.push(info);
    infos.set(node, info);
  }
  return infos;
}

/** Whether the reader may have this input in its own kernel. */
function sharesSpace(input: Info, reader: Info): boolean {
  if (input.node.kind === 'constant') return reader.node.kind === 'elementwise';
  if (input.node.kind !== 'elementwise' || reader.isCut) return false;
  if (reader.node.kind === 'elementwise') return canInline(input.node, reader.node.shape);
  return reader.node.kind === 'reduce' && canInline(input.node, input.node.shape);
}

/** Operations and arrays of the kernel that a node would end. */
function sizeOf(info: Info): { readonly ops: number; readonly leaves: number } {
  const walk = nextWalk();
  let ops = 0;
  let leaves = 0;
  const stack = [info];
  for (let one = stack.pop(); one !== undefined && ops <= MAX_OPS; one = stack.pop()) {
    ops++;
    for (const input of inputsOf(one.node)) {
      if (input.walk === walk) continue;
      input.walk = walk;
      const known = one.inputs.find((candidate) => candidate.node === input);
      if (known !== undefined && sharesSpace(known, one) && known.stage === info.stage) {
        if (input.kind === 'elementwise') stack.push(known);
      } else leaves++;
    }
  }
  return { ops, leaves };
}

function stageOf(info: Info): number {
  let stage = 0;
  for (const input of info.inputs) {
    if (input.node.kind === 'constant' && sharesSpace(input, info)) continue;
    stage = Math.max(stage, input.stage + (sharesSpace(input, info) ? 0 : 1));
  }
  return stage;
}

function assignStages(infos: Iterable<Info>): void {
  for (const info of infos) {
    info.stage = stageOf(info);
    if (info.node.kind !== 'elementwise') continue;
    const { ops, leaves } = sizeOf(info);
    if (ops > MAX_OPS / 2 || leaves > MAX_OPERANDS - 4) {
      info.isCut = true;
      info.stage = stageOf(info);
    }
  }
}

/** Cheap to compute again from arrays that are stored anyway. */
const isCheap = ({ node }: Info): boolean =>
  node.op !== null && node.op.cost <= 1 && node.inputs.every((input) => !input.isPending);

function whyRead(info: Info, reader: Info): KeepReason | null {
  if (reader.node.kind === 'opaque') return 'read by a function';
  if (reader.node.kind === 'view') return 'seen by a view';
  if (info.node.kind === 'constant') return null;
  if (reader.isCut) return 'kernel would be too large';
  if (!sharesSpace(info, reader)) return 'smaller than what reads it: computed once, not for each row';
  return reader.stage > info.stage && !isCheap(info) ? 'read by a later kernel' : null;
}

function whyKept(info: Info, roots: ReadonlySet<Node>): KeepReason | null {
  const { node } = info;
  if (roots.has(node)) return 'asked for';
  if (node.kind === 'reduce') return 'reduction';
  if (node.kind === 'opaque') return 'computed by a function';
  if (node.kind === 'view') return 'a view';
  if (node.dtype === 'float16' && node.kind !== 'constant') return 'half floats are rounded by storing them';
  for (const reader of info.readers) {
    const reason = whyRead(info, reader);
    if (reason !== null) return reason;
  }
  return null;
}

/** What has to be equal for two results to come from one kernel. */
function spaceKey({ node }: Info): string {
  if (node.reduction === null) return `${node.shape.join()}/${node.order?.join() ?? ''}`;
  const input = node.inputs[0]!;
  return `${input.shape.join()}/${input.order?.join() ?? ''}`;
}

const axesKey = ({ node }: Info): string => node.reduction?.axes.join() ?? '';

/** A kernel that is being put together. */
interface Group {
  readonly outputs: Info[];
  readonly nodes: Set<Node>;
  leaves: number;
  ops: number;
  axes: string;
}

/** The nodes of the kernel that ends in this one: its operations, and what they read. */
function reach(info: Info, stage: number): { readonly ops: ReadonlySet<Node>; readonly leaves: ReadonlySet<Node> } {
  const ops = new Set<Node>();
  const leaves = new Set<Node>();
  const stack = [info];
  for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
    if (ops.has(one.node)) continue;
    ops.add(one.node);
    for (const input of inputsOf(one.node)) {
      const known = one.inputs.find((candidate) => candidate.node === input);
      const isInside = known !== undefined && sharesSpace(known, one) && (known.keep === null || known.stage === stage);
      if (!isInside) leaves.add(input);
      else if (input.kind === 'elementwise') stack.push(known);
    }
  }
  return { ops, leaves };
}

function tryJoin(group: Group, info: Info, reached: ReturnType<typeof reach>): boolean {
  const axes = axesKey(info);
  if (axes !== '' && group.axes !== '' && axes !== group.axes) return false;
  const all = [...reached.ops, ...reached.leaves];
  if (!all.some((node) => group.nodes.has(node))) return false;
  const leaves = [...reached.leaves].filter((node) => !group.nodes.has(node)).length;
  const ops = [...reached.ops].filter((node) => !group.nodes.has(node)).length;
  if (group.leaves + leaves + group.outputs.length + 1 > MAX_OPERANDS || group.ops + ops > MAX_OPS) return false;
  group.outputs.push(info);
  group.leaves += leaves;
  group.ops += ops;
  for (const node of all) group.nodes.add(node);
  if (axes !== '') group.axes = axes;
  return true;
}

/** Puts the results of one stage and space together that read something in common. */
function groupStage(infos: readonly Info[]): readonly Group[] {
  const bySpace = new Map<string, Group[]>();
  for (const info of infos) {
    const key = spaceKey(info);
    const groups = bySpace.get(key) ?? [];
    bySpace.set(key, groups);
    const reached = reach(info, info.stage);
    if (groups.some((group) => tryJoin(group, info, reached))) continue;
    groups.push({
      outputs: [info],
      nodes: new Set([...reached.ops, ...reached.leaves]),
      leaves: reached.leaves.size,
      ops: reached.ops.size,
      axes: axesKey(info),
    });
  }
  return [...bySpace.values()].flat();
}

function stepsOf(kept: readonly Info[]): FusedStep[] {
  const steps: FusedStep[] = [];
  const stages = Math.max(-1, ...kept.map((info) => info.stage)) + 1;
  const byStage = Array.from({ length: stages }, (): Info[] => []);
  for (const info of kept) byStage[info.stage]!.push(info);
  for (const infos of byStage) {
    const fused: Info[] = [];
    for (const info of infos) {
      if (info.node.kind === 'opaque') steps.push({ kind: 'opaque', outputs: [info.node], infos: [info] });
      else if (info.node.kind === 'view') steps.push({ kind: 'view', outputs: [info.node], infos: [info] });
      else if (info.node.kind === 'constant') steps.push({ kind: 'fill', outputs: [info.node], infos: [info] });
      else fused.push(info);
    }
    for (const group of groupStage(fused))
      steps.push({ kind: 'fused', outputs: group.outputs.map((info) => info.node), infos: group.outputs });
  }
  return steps;
}

/** Cuts the graph below these nodes into steps, to be run in order. */
export function planGraph(roots: readonly Node[]): Plan {
  const infos = [...collect(roots).values()];
  assignStages(infos);
  const rootSet = new Set(roots);
  for (const info of infos) info.keep = whyKept(info, rootSet);
  const kept = infos.filter((info) => info.keep !== null);
  return { steps: joinRowSteps(stepsOf(kept)), kept: new Map(kept.map((info) => [info.node, info.keep!])) };
}
