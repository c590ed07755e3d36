import type { Instruction, Kernel, Value } from '../../ir/types.ts';
import { eachOperand, isPure, isValue, operandsOf, walk } from '../../ir/walk.ts';
import type { Lanes } from './analyze-lanes.ts';
import { emitScalar } from './emit-value.ts';
import type { Linear } from './linear.ts';
import { constantKey, pushSplat } from './scope.ts';
import type { Hoisted, Scope } from './scope.ts';

/** How long a value stays the same: in the whole dispatch, along a row (the last axis), or for one iteration. */
export type Level = 0 | 1 | 2;

/** The level of each value of a body. */
export function findLevels(kernel: Kernel): ReadonlyMap<Value, Level> {
  const levels = new Map<Value, Level>();
  walk(kernel.body, (value) => {
    if (isValue(value)) levels.set(value, levelOf(value, kernel, levels));
  });
  return levels;
}

function levelOf(value: Value, kernel: Kernel, levels: ReadonlyMap<Value, Level>): Level {
  if (!isPure(value) || value.kind === 'loadArray') return 2;
  if (value.kind === 'index') return value.axis === kernel.rank - 1 || value.space !== 'global' ? 2 : 1;
  let level: Level = 0;
  eachOperand(value, (operand) => {
    level = Math.max(level, levels.get(operand) ?? 2) as Level;
  });
  return level;
}

/** Values that are the same in all lanes and that vector code uses beside those that are not. */
export function findSplats(kernel: Kernel, lanes: Lanes, linear: Linear): ReadonlySet<Value> {
  const splats = new Set<Value>();
  walk(kernel.body, (instruction) => {
    for (const operand of vectorOperands(instruction, lanes, linear))
      if (!lanes.isVarying(operand)) splats.add(operand);
  });
  return splats;
}

function vectorOperands(instruction: Instruction, lanes: Lanes, linear: Linear): readonly Value[] {
  if (isValue(instruction)) {
    if (!lanes.isVarying(instruction) || linear.strideOf(instruction) !== undefined) return [];
    const isShift = instruction.kind === 'binary' && (instruction.op === 'shl' || instruction.op === 'shr');
    if (isShift) return [instruction.a];
    return instruction.kind === 'load' || instruction.kind === 'loadArray' ? [] : operandsOf(instruction);
  }
  switch (instruction.kind) {
    case 'setLocal':
      return lanes.isVaryingLocal(instruction.local) ? [instruction.value] : [];
    case 'store':
    case 'storeArray':
    case 'fillArray':
    case 'accumulate':
      return [instruction.value];
    default:
      return [];
  }
}

/** Computes values ahead of the body, those of one level. */
export class Hoister implements Hoisted {
  readonly scalars = new Map<Value, number>();
  readonly splats = new Map<Value, number>();
  readonly #constants = new Map<string, number>();
  readonly #kernel: Kernel;
  readonly #levels: ReadonlyMap<Value, Level>;
  readonly #wanted: ReadonlySet<Value>;

  constructor(kernel: Kernel, levels: ReadonlyMap<Value, Level>, wanted: ReadonlySet<Value>) {
    this.#kernel = kernel;
    this.#levels = levels;
    this.#wanted = wanted;
  }

  /** Writes the code for a level, in the order of the body; operands of a lower level are there already. */
  emit(scope: Scope, level: 0 | 1): void {
    walk(this.#kernel.body, (value) => {
      if (!isValue(value) || this.#levels.get(value) !== level) return;
      if (value.kind !== 'const') {
        emitScalar(scope, value);
        this.scalars.set(value, scope.scalars.get(value) as number);
      }
      if (this.#wanted.has(value)) this.splats.set(value, this.#splat(scope, value));
    });
  }

  #splat(scope: Scope, value: Value): number {
    const key = value.kind === 'const' ? constantKey(value) : undefined;
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known !== undefined) return known;
    scope.pushScalar(value);
    pushSplat(scope.code, value.type);
    const local = scope.keep();
    if (key !== undefined) this.#constants.set(key, local);
    return local;
  }
}
