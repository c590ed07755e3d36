/** Values of operators on constants: computed by the text that the interpreter computes them by. */

import type { ScalarType } from '../../core/kernel.ts';
import * as arithmetic from '../codegen/interpret/arithmetic.ts';
import { binaryText, convertText, fit, unaryText } from '../codegen/interpret/expressions.ts';
import { type ConstantValue, holds } from '../ir/constants.ts';
import type {
  BinaryValue,
  BitcastValue,
  CompareValue,
  ConstValue,
  ConvertValue,
  UnaryValue,
  Value,
} from '../ir/types.ts';

type Evaluate = (a: ConstantValue, b: ConstantValue) => ConstantValue;

/** One function for each operator and type: a few hundred at most. */
const compiled = new Map<string, Evaluate>();

function evaluator(key: string, text: () => string): Evaluate {
  let evaluate = compiled.get(key);
  if (evaluate === undefined) {
    // oxlint-disable-next-line typescript/no-implied-eval -- the text is the interpreter's: folding must compute the same bits
    const make = new Function('rt', `"use strict"; return (a, b) => ${text()};`) as (rt: unknown) => Evaluate;
    evaluate = make(arithmetic);
    compiled.set(key, evaluate);
  }
  return evaluate;
}

const signs = { eq: '===', ne: '!==', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

function operatorOf(value: UnaryValue | BinaryValue | CompareValue | ConvertValue | BitcastValue): Evaluate {
  const { type, kind } = value;
  switch (kind) {
    case 'unary':
      return evaluator(`${value.op} ${type}`, () => unaryText(value.op, type, 'a'));
    case 'binary':
      return evaluator(`${value.op} ${type}`, () => binaryText(value.op, type, ['a', 'b']));
    case 'compare':
      return evaluator(`compare ${value.op}`, () => `a ${signs[value.op]} b`);
    case 'convert': {
      const from = value.a.type;
      const text = (): string => (value.wrap ? fit(type, 'a') : convertText(from, type, 'a'));
      return evaluator(`${value.wrap ? 'wrap' : 'convert'} ${from} ${type}`, text);
    }
    case 'bitcast':
      return evaluator(`bitcast ${value.a.type} ${type}`, () => bitcastText(value.a.type, type));
    default:
      return value satisfies never;
  }
}

const bitcastText = (from: ScalarType, to: ScalarType): string =>
  from.startsWith('f') || to.startsWith('f') ? `rt.bitcasts.${from}_${to}(a)` : fit(to, 'a');

const isConst = (value: Value): value is ConstValue => value.kind === 'const';

/** The constant a value is; null when it is none. `map` says what operands are now. */
export function constantValue(value: Value, map: (value: Value) => Value): ConstantValue | null {
  switch (value.kind) {
    case 'unary':
    case 'convert':
    case 'bitcast': {
      const a = map(value.a);
      return isConst(a) ? checked(value.type, operatorOf(value)(a.value, 0)) : null;
    }
    case 'binary':
    case 'compare': {
      const [a, b] = [map(value.a), map(value.b)];
      return isConst(a) && isConst(b) ? checked(value.type, operatorOf(value)(a.value, b.value)) : null;
    }
    default:
      return null;
  }
}

const checked = (type: ScalarType, value: ConstantValue): ConstantValue | null => (holds(type, value) ? value : null);
