import { invariant } from '../../../core/errors.ts';
import type { Block, Break, Continue, Effect, If, Loop, Return, SetLocal, Store } from '../../ir/types.ts';
import { isValue } from '../../ir/walk.ts';
import { emitFillArray, emitStoreArray } from './arrays.ts';
import type { Label } from './code-writer.ts';
import { emitValue } from './emit-value.ts';
import { copyMask, pushAny, pushMaskFor, removeLanes } from './masks.ts';
import { storeScalar } from './scalar-memory.ts';
import type { Parts, Scope } from './scope.ts';
import { emitVectorStore } from './vector-memory.ts';

/** Blocks of at most so many instructions, without effects on memory, run for no lanes rather than being jumped over. */
const SHORT_BLOCK = 8;

/** Writes the code of a block. */
export function emitBlock(scope: Scope, block: Block): void {
  for (let at = 0; at < block.length; at++) {
    const instruction = block[at]!;
    if (isValue(instruction)) emitValue(scope, instruction);
    else {
      emitEffect(scope, instruction);
      if (instruction.kind !== 'if' && instruction.kind !== 'loop') continue;
      const rest = block.slice(at + 1);
      if (instruction.kind === 'if') endWhenEmpty(scope, instruction, rest);
      if (mayFindNobody(scope, instruction, rest)) {
        pushAny(scope.code, scope.exec as Parts);
        scope.code.if(() => emitBlock(scope, rest));
        return;
      }
    }
  }
}

function emitEffect(scope: Scope, effect: Effect): void {
  switch (effect.kind) {
    case 'setLocal':
      return emitSet(scope, effect);
    case 'store':
      return emitStore(scope, effect);
    case 'storeArray':
      return emitStoreArray(scope, effect);
    case 'fillArray':
      return emitFillArray(scope, effect);
    case 'accumulate':
      invariant(scope.options.chains !== null, 'an accumulator is used where there is none');
      return scope.options.chains.accumulate(scope, effect.accumulator, effect.value);
    case 'if':
      return emitIf(scope, effect);
    case 'loop':
      return emitLoop(scope, effect);
    case 'break':
    case 'continue':
      return emitJump(scope, effect);
    case 'return':
      return emitReturn(scope, effect);
    case 'barrier':
      return invariant(false, 'barriers exist on GPUs only');
    default:
      return effect satisfies never;
  }
}

function emitSet(scope: Scope, set: SetLocal): void {
  const { code, exec } = scope;
  const { local, value } = set;
  const parts = scope.localOf(local);
  if (!scope.options.lanes.isVaryingLocal(local)) {
    scope.pushScalar(value);
    code.set(parts[0] as number);
    return;
  }
  for (const [part, target] of parts.entries()) {
    scope.pushPart(value, part);
    if (exec !== null && scope.options.lanes.mustBlend(set)) {
      code.get(target);
      pushMaskFor(scope, exec, { type: local.type, part });
      code.op('v128.bitselect');
    }
    code.set(target);
  }
}

function emitStore(scope: Scope, store: Store): void {
  if (scope.isVarying(store.index) || scope.isVarying(store.value)) return emitVectorStore(scope, store);
  const one = (): void =>
    storeScalar(scope, store, {
      pushIndex: () => scope.pushScalar(store.index),
      pushValue: () => scope.pushScalar(store.value),
    });
  if (scope.exec === null) return one();
  pushAny(scope.code, scope.exec);
  scope.code.if(one);
}

/** Runs `body` with another mask. */
function withMask(scope: Scope, mask: Parts, body: () => void): void {
  const outer = scope.exec;
  scope.masks.push(mask);
  scope.exec = mask;
  body();
  scope.masks.pop();
  scope.exec = outer;
}

/** From here on lanes may end their iteration while others go on. */
function ensureRootMask(scope: Scope): void {
  if (scope.masks.length > 0) return;
  const root = copyMask(scope, null);
  scope.masks.push(root);
  scope.exec = root;
}

const isShort = (block: Block): boolean =>
  block.length <= SHORT_BLOCK &&
  block.every((one) => (isValue(one) ? one.kind !== 'load' && one.kind !== 'atomic' : one.kind === 'setLocal'));

function emitBranch(scope: Scope, block: Block, mask: Parts): void {
  withMask(scope, mask, () => {
    if (isShort(block)) return emitBlock(scope, block);
    pushAny(scope.code, mask);
    scope.code.if(() => emitBlock(scope, block));
  });
}

function emitIf(scope: Scope, instruction: If): void {
  const { code } = scope;
  const { cond, then, otherwise } = instruction;
  if (scope.options.lanes.returnsInside(instruction)) ensureRootMask(scope);
  if (!scope.isVarying(cond)) {
    scope.pushScalar(cond);
    code.if(() => emitBlock(scope, then), otherwise.length === 0 ? undefined : () => emitBlock(scope, otherwise));
    return;
  }
  if (emitPlainBreak(scope, instruction)) return;
  const { exec } = scope;
  // Both masks first: a jump in one branch takes lanes out of the mask around.
  const masks = [then, otherwise].map((block, at) => {
    if (block.length === 0) return null;
    return scope.newParts('bool').map((local, part) => {
      if (at === 0) {
        scope.pushPart(cond, part);
        if (exec !== null) code.get(exec[part] as number).op('v128.and');
      } else {
        if (exec === null) code.v128([-1, -1, -1, -1]);
        else code.get(exec[part] as number);
        scope.pushPart(cond, part);
        code.op('v128.andnot');
      }
      code.set(local);
      return local;
    });
  });
  if (masks[0]) emitBranch(scope, then, masks[0]);
  if (masks[1]) emitBranch(scope, otherwise, masks[1]);
}

/** `if (cond) break;` of a loop that all running lanes are in: they need no mask of their own. */
function emitPlainBreak(scope: Scope, { cond, then, otherwise }: If): boolean {
  const { code, exec, loops, masks } = scope;
  const [jump] = then;
  const isPlain = then.length === 1 && otherwise.length === 0 && jump?.kind === 'break';
  if (!isPlain || exec === null || loops.at(-1)?.breakDepth !== masks.length - 1) return false;
  const stays = cond.kind === 'unary' && cond.op === 'not' ? cond.a : null;
  for (const [part, local] of exec.entries()) {
    code.get(local);
    scope.pushPart(stays ?? cond, part);
    code.op(stays === null ? 'v128.andnot' : 'v128.and').set(local);
  }
  return true;
}

const hasLoop = (block: Block): boolean =>
  block.some((one) => one.kind === 'loop' || (one.kind === 'if' && (hasLoop(one.then) || hasLoop(one.otherwise))));

const jumpsInside = (scope: Scope, block: Block): boolean =>
  block.some(
    (one) =>
      scope.options.lanes.isDivergentJump(one) ||
      (one.kind === 'if' && (jumpsInside(scope, one.then) || jumpsInside(scope, one.otherwise))),
  );

/** When all lanes have returned, nothing is left to do at all. */
function endWhenEmpty({ code, exec, end, loops, masks, options }: Scope, instruction: If, rest: Block): void {
  if (exec === null || end === null || rest.length === 0) return;
  if (masks.length > 1 || loops.length > 0 || !options.lanes.returnsInside(instruction)) return;
  pushAny(code, exec);
  code.op('i32.eqz').branchIf(end);
}

/**
 * Whether lanes may have jumped away from a block before a loop in what is left of it. A loop must not run for nobody: its end might
 * depend on what only running lanes see to.
 */
const mayFindNobody = (scope: Scope, one: If | Loop, rest: Block): boolean =>
  scope.exec !== null && hasLoop(rest) && (jumpsInside(scope, [one]) || scope.options.lanes.returnsInside(one));

function emitLoop(scope: Scope, instruction: Loop): void {
  const lanes = scope.options.lanes.loop(instruction);
  if (scope.options.lanes.returnsInside(instruction)) ensureRootMask(scope);
  if (lanes.breaks) withMask(scope, copyMask(scope, scope.exec), () => emitRounds(scope, instruction));
  else emitRounds(scope, instruction);
}

function emitRounds(scope: Scope, instruction: Loop): void {
  const { code } = scope;
  const lanes = scope.options.lanes.loop(instruction);
  // The mask of the loop itself is on top when there is one.
  const breakDepth = scope.masks.length - (lanes.breaks ? 1 : 0);
  const continueDepth = scope.masks.length;
  const mark = code.locals.length;
  code.block((onBreak) =>
    code.loop((again) => {
      code.block((onContinue) => {
        scope.loops.push({ onBreak, onContinue, breakDepth, continueDepth });
        const body = (): void => emitBlock(scope, instruction.body);
        if (lanes.continues) withMask(scope, copyMask(scope, scope.exec), body);
        else body();
        scope.loops.pop();
      });
      emitBlock(scope, instruction.continuing);
      emitLoopEnd(scope, instruction, { again, onBreak, mark });
    }),
  );
}

function emitLoopEnd(
  scope: Scope,
  { breakIf }: Loop,
  labels: { readonly again: Label; readonly onBreak: Label; readonly mark: number },
): void {
  const { code, exec } = scope;
  if (breakIf !== null && !scope.isVarying(breakIf)) {
    scope.pushScalar(breakIf);
    code.branchIf(labels.onBreak);
  } else if (breakIf !== null) {
    invariant(exec !== null, 'a loop that lanes leave at different times has no mask');
    for (const [part, local] of exec.entries()) {
      code.get(local);
      scope.pushPart(breakIf, part);
      code.op('v128.andnot').set(local);
    }
  }
  if (scope.options.group > 1) scope.forgetVectors(labels.mark);
  // Where lanes leave one by one, the loop ends when none is left.
  if (exec === null) code.branch(labels.again);
  else {
    pushAny(code, exec);
    code.branchIf(labels.again);
  }
}

/** Takes the running lanes out of all masks from a depth on. */
function leave(scope: Scope, depth: number): void {
  const { exec, masks } = scope;
  invariant(exec !== null, 'lanes leave where all of them run');
  // The running ones themselves come last: they are what is taken out.
  for (let at = depth; at < masks.length; at++) removeLanes(scope, masks[at] as Parts, exec);
}

function emitJump(scope: Scope, jump: Break | Continue): void {
  const loop = scope.loops.at(-1);
  invariant(loop !== undefined, `a ${jump.kind} is outside of loops`);
  const isBreak = jump.kind === 'break';
  if (scope.options.lanes.isDivergentJump(jump)) leave(scope, isBreak ? loop.breakDepth : loop.continueDepth);
  else scope.code.branch(isBreak ? loop.onBreak : loop.onContinue);
}

function emitReturn(scope: Scope, instruction: Return): void {
  if (scope.options.lanes.isDivergentReturn(instruction)) return leave(scope, 0);
  invariant(scope.end !== null, 'a return is outside of a body');
  scope.code.branch(scope.end);
}
