/** Atomic operators of the IR in WGSL. */

import type { AtomicOp } from '../../ir/types.ts';
import { binaryText } from './expressions.ts';
import type { UseHelper } from './expressions.ts';
import { fromWord, toWord } from './types.ts';
import type { GpuType } from './types.ts';

/** What a GPU does by itself on integers. */
const builtIn: { readonly [O in AtomicOp]?: string } = {
  load: 'atomicLoad',
  add: 'atomicAdd',
  sub: 'atomicSub',
  min: 'atomicMin',
  max: 'atomicMax',
  and: 'atomicAnd',
  or: 'atomicOr',
  xor: 'atomicXor',
  exchange: 'atomicExchange',
  store: 'atomicExchange',
};

/** An atomic operator on a word; `x` and `expected` are its operands. */
export interface AtomicText {
  readonly op: AtomicOp;
  readonly type: GpuType;
  /** A pointer to an atomic word: `atomic<u32>` for floats. */
  readonly word: string;
}

/** Tries until nobody else changed the word meanwhile. */
function loopText(
  word: string,
  texts: { readonly old: string; readonly next: string; readonly stop?: string },
): string[] {
  return [
    `var seen = atomicLoad(${word});`,
    'loop {',
    `  let old = ${texts.old};`,
    ...(texts.stop === undefined ? [] : [`  if (${texts.stop}) { return old; }`]),
    `  let tried = atomicCompareExchangeWeak(${word}, seen, ${texts.next});`,
    '  if (tried.exchanged) { return old; }',
    '  seen = tried.old_value;',
    '}',
  ];
}

/** Statements that end with the return of the old element. */
export function atomicBody({ op, type, word }: AtomicText, use: UseHelper): string[] {
  const isFloat = type === 'f32';
  const old = isFloat ? fromWord('f32', 'seen') : 'seen';
  if (op === 'compareExchange') {
    // The value decides, not the bits: 0 equals -0. And the built-in may fail for no reason.
    return loopText(word, { old, next: isFloat ? toWord('f32', 'x') : 'x', stop: '!(old == expected)' });
  }
  if (!isFloat) return [`return ${builtIn[op]}(${word}${op === 'load' ? '' : ', x'});`];
  if (op === 'load') return [`return ${fromWord('f32', `atomicLoad(${word})`)};`];
  if (op === 'store' || op === 'exchange') {
    return [`return ${fromWord('f32', `atomicExchange(${word}, ${toWord('f32', 'x')})`)};`];
  }
  return loopText(word, { old, next: toWord('f32', `(${binaryText({ op, type }, ['old', 'x'], use)})`) });
}
