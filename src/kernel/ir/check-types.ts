/** The typing rules of single instructions, for `verify`. */

import { loadedType, type ScalarType } from '../../core/kernel.ts';
import { holds } from './constants.ts';
import { mathArity } from './math-names.ts';
import { binaryOps, bitsOf, isFloat, isIn, unaryOps } from './ops.ts';
import type {
  AccumulateOp,
  AtomicOp,
  AtomicValue,
  CallValue,
  CompareValue,
  Effect,
  Instruction,
  LeafValue,
  LoadArrayValue,
  LoadValue,
  MathValue,
  Value,
} from './types.ts';
import { isValue } from './walk.ts';
import { when } from './problem.ts';

const accumulateTypes: { readonly [O in AccumulateOp]: 'number' | 'bits' } = {
  add: 'number',
  mul: 'number',
  min: 'number',
  max: 'number',
  and: 'bits',
  or: 'bits',
  xor: 'bits',
};

/** Whether an accumulator of a type can combine with an operator. */
export const canAccumulate = (op: AccumulateOp, type: ScalarType): boolean => isIn(type, accumulateTypes[op]);

const bitAtomics: ReadonlySet<AtomicOp> = new Set(['and', 'or', 'xor']);

function checkAtomic(value: AtomicValue): string | null {
  const element = 'element' in value.target ? value.target.element : value.target.type;
  if (!isIn(value.type, 'number') || element !== value.type) return `no atomics on elements of type ${element}`;
  if (bitAtomics.has(value.op) && !isIn(value.type, 'int')) return `atomic ${value.op} does not take ${value.type}`;
  if ((value.value === null) !== (value.op === 'load')) return `atomic ${value.op} has a wrong number of operands`;
  if ((value.expected === null) !== (value.op !== 'compareExchange'))
    return `atomic ${value.op} has a wrong number of operands`;
  if (value.value !== null && value.value.type !== value.type) return 'the operand of an atomic has another type';
  if (value.expected !== null && value.expected.type !== value.type) return 'what an atomic expects has another type';
  return value.index.type === 'i32' ? null : 'an index is not i32';
}

function leafProblem(one: LeafValue): string | null {
  switch (one.kind) {
    case 'const':
      return when(!holds(one.type, one.value), () => `${String(one.value)} is not a constant of type ${one.type}`);
    case 'index':
    case 'size':
    case 'length':
      return when(one.type !== 'i32', () => `${one.kind} is not i32`);
    case 'scalar':
      return when(one.type !== one.scalar.type, () => `scalar ${one.scalar.name} has another type`);
    case 'getLocal':
      return when(one.type !== one.local.type, () => `local ${one.local.name} has another type`);
    case 'total':
      return when(one.type !== one.accumulator.type, () => `accumulator ${one.accumulator.name} has another type`);
    case 'argument':
      return null;
    default:
      return one satisfies never;
  }
}

function compareProblem({ op, a, b, type }: CompareValue): string | null {
  const fits = a.type === b.type && (a.type !== 'bool' || op === 'eq' || op === 'ne') && type === 'bool';
  return when(!fits, () => `${op} does not take ${a.type} and ${b.type}`);
}

function loadProblem(one: LoadValue | LoadArrayValue): string | null {
  const type = one.kind === 'load' ? loadedType[one.buffer.element] : one.array.type;
  return when(one.index.type !== 'i32' || one.type !== type, () => 'the types of a load do not fit');
}

function mathProblem({ fn, args, type }: MathValue): string | null {
  const fits = isFloat(type) && args.length === mathArity[fn] && args.every((arg) => arg.type === type);
  return when(!fits, () => `the arguments of math.${fn} do not fit`);
}

function callProblem({ fn, args, type }: CallValue): string | null {
  const { parameters, result } = fn;
  const fits = parameters.length === args.length && parameters.every((p, at) => p.type === args[at]?.type);
  return when(!fits || result !== type, () => `the arguments of ${fn.name} do not fit`);
}

/** What is wrong with the types of an instruction that makes a value; null when nothing is. */
function valueProblem(one: Value): string | null {
  switch (one.kind) {
    case 'unary':
      return when(
        !isIn(one.type, unaryOps[one.op]) || one.a.type !== one.type,
        () => `${one.op} does not take ${one.a.type}`,
      );
    case 'binary': {
      const fits = isIn(one.type, binaryOps[one.op]) && one.a.type === one.type && one.b.type === one.type;
      return when(!fits, () => `${one.op} does not take ${one.a.type} and ${one.b.type}`);
    }
    case 'compare':
      return compareProblem(one);
    case 'select':
      return when(
        one.cond.type !== 'bool' || one.a.type !== one.type || one.b.type !== one.type,
        () => 'the operands of a select do not fit',
      );
    case 'convert': {
      const wrapFits = !one.wrap || (isFloat(one.a.type) && isIn(one.type, 'int32'));
      return when(one.type === 'bool' || !wrapFits, () => `no such conversion from ${one.a.type} to ${one.type}`);
    }
    case 'bitcast':
      return when(
        bitsOf[one.a.type] !== bitsOf[one.type] || one.type === 'bool',
        () => `no bitcast from ${one.a.type} to ${one.type}`,
      );
    case 'math':
      return mathProblem(one);
    case 'call':
      return callProblem(one);
    case 'load':
    case 'loadArray':
      return loadProblem(one);
    case 'atomic':
      return checkAtomic(one);
    default:
      return leafProblem(one);
  }
}

/** The same for an effect. */
function effectProblem(one: Effect): string | null {
  switch (one.kind) {
    case 'break':
    case 'continue':
    case 'return':
    case 'barrier':
      return null;
    case 'setLocal':
      return when(
        one.value.type !== one.local.type,
        () => `local ${one.local.name} is set to a value of type ${one.value.type}`,
      );
    case 'store':
      return when(
        one.index.type !== 'i32' || one.value.type !== loadedType[one.buffer.element],
        () => `a value of type ${one.value.type} does not fit buffer ${one.buffer.name}`,
      );
    case 'storeArray':
      return when(
        one.index.type !== 'i32' || one.value.type !== one.array.type,
        () => `a value of type ${one.value.type} does not fit array ${one.array.name}`,
      );
    case 'fillArray':
      return when(one.value.type !== one.array.type, () => `array ${one.array.name} is filled with ${one.value.type}`);
    case 'accumulate':
      return when(
        one.value.type !== one.accumulator.type,
        () => `accumulator ${one.accumulator.name} gets ${one.value.type}`,
      );
    case 'if':
      return when(one.cond.type !== 'bool', () => 'the condition of an if is not bool');
    case 'loop':
      return when(one.breakIf !== null && one.breakIf.type !== 'bool', () => 'the condition of a loop is not bool');
    default:
      return one satisfies never;
  }
}

/** What is wrong with the types of one instruction; null when nothing is. */
export const typeProblem = (one: Instruction): string | null => (isValue(one) ? valueProblem(one) : effectProblem(one));
