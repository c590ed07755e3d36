import { invariant } from '../../../core/errors.ts';
import type { Block, If, Instruction, Kernel, Local, Loop, Return, SetLocal, Value } from '../../ir/types.ts';
import { isValue, someOperand } from '../../ir/walk.ts';
import { Region } from './regions.ts';
import type { Place } from './regions.ts';

/** What is known of a loop. */
export interface LoopLanes {
  /** Lanes leave it at different times. */
  breaks: boolean;
  /** Lanes go on with `continuing` from different places. */
  continues: boolean;
}

/** What differs between the lanes of a vector, each of which runs one iteration: all are of one row, neighbours on the last axis. */
export interface Lanes {
  /** Whether a value differs between lanes. */
  isVarying(value: Value): boolean;
  isVaryingLocal(local: Local): boolean;
  loop(loop: Loop): LoopLanes;
  /** Whether lanes that do not run this need the old value of the local. */
  mustBlend(set: SetLocal): boolean;
  /** Whether only some of the lanes end here, as far as control flow tells. */
  isDivergentReturn(instruction: Return): boolean;
  /** Whether some lanes may end their iteration inside. */
  returnsInside(instruction: If | Loop): boolean;
  /** Whether a break or continue is for some of the loop's lanes only. */
  isDivergentJump(instruction: Instruction): boolean;
}

interface Accesses {
  readonly sets: { readonly set: SetLocal; readonly region: Region; readonly place: Place }[];
  /** The regions of reads. */
  readonly gets: Region[];
}

interface LoopScope {
  readonly lanes: LoopLanes;
  readonly loop: Region;
  readonly body: Region;
}

/** Finds a fixed point: at first nothing varies, each round adds what follows from the last one. */
class LaneAnalysis implements Lanes {
  readonly #lastAxis: number;
  readonly #varying = new Set<Value>();
  readonly #varyingLocals = new Set<Local>();
  readonly #loops = new Map<Loop, LoopLanes>();
  readonly #divergent = new Set<Instruction>();
  readonly #returnsInside = new Set<Instruction>();
  readonly #blends = new Set<SetLocal>();
  #accesses = new Map<Local, Accesses>();
  #owners: (If | Loop)[] = [];
  #root = new Region(null);
  #hasChanged = true;

  constructor(kernel: Kernel) {
    this.#lastAxis = kernel.rank - 1;
    while (this.#hasChanged) {
      this.#hasChanged = false;
      this.#accesses = new Map();
      this.#root = new Region(null);
      this.#block(kernel.body, this.#root, null);
      for (const [local, accesses] of this.#accesses) this.#judge(local, accesses);
    }
    for (const accesses of this.#accesses.values()) {
      for (const { set, region } of accesses.sets) {
        if (region !== this.#root && !isHome(accesses, region)) this.#blends.add(set);
      }
    }
  }

  isVarying(value: Value): boolean {
    return this.#varying.has(value);
  }
  isVaryingLocal(local: Local): boolean {
    return this.#varyingLocals.has(local);
  }
  loop(loop: Loop): LoopLanes {
    const found = this.#loops.get(loop);
    invariant(found !== undefined, 'a loop was not analysed');
    return found;
  }
  mustBlend(set: SetLocal): boolean {
    return this.#blends.has(set);
  }
  isDivergentReturn(instruction: Return): boolean {
    return this.#divergent.has(instruction);
  }
  isDivergentJump(instruction: Instruction): boolean {
    return this.#divergent.has(instruction);
  }
  returnsInside(instruction: If | Loop): boolean {
    return this.#returnsInside.has(instruction);
  }

  #add<T>(set: Set<T>, item: T): void {
    if (set.has(item)) return;
    set.add(item);
    this.#hasChanged = true;
  }

  #accessesOf(local: Local): Accesses {
    let accesses = this.#accesses.get(local);
    if (accesses === undefined) this.#accesses.set(local, (accesses = { sets: [], gets: [] }));
    return accesses;
  }

  /**
   * A local stays the same for all lanes when they all are given the same value, and whoever is given a value by fewer lanes than
   * all is read by those lanes only.
   */
  #judge(local: Local, accesses: Accesses): void {
    const isUniform = accesses.sets.every(({ set, region }) => !this.isVarying(set.value) && isHome(accesses, region));
    if (!isUniform) this.#add(this.#varyingLocals, local);
  }

  #block(block: Block, region: Region, scope: LoopScope | null): void {
    for (let at = 0; at < block.length; at++) {
      const instruction = block[at]!;
      if (isValue(instruction)) this.#value(instruction, region);
      else if (instruction.kind === 'setLocal') {
        this.#accessesOf(instruction.local).sets.push({ set: instruction, region, place: { block, at } });
      } else if (instruction.kind === 'if') this.#if(instruction, region, scope);
      else if (instruction.kind === 'loop') this.#loop(instruction, region, { block, at });
      else this.#jump(instruction, region, scope);
    }
  }

  readonly #isKnownToVary = (value: Value): boolean => this.#varying.has(value);

  #value(value: Value, region: Region): void {
    if (value.kind !== 'getLocal' && this.#varying.has(value)) return;
    if (value.kind === 'getLocal') {
      this.#accessesOf(value.local).gets.push(region);
      if (this.isVaryingLocal(value.local)) this.#add(this.#varying, value);
      return;
    }
    const isSource =
      (value.kind === 'index' && value.axis === this.#lastAxis) ||
      value.kind === 'atomic' ||
      // What is stored there may differ between lanes.
      (value.kind === 'loadArray' && value.array.scope === 'private');
    if (isSource || someOperand(value, this.#isKnownToVary)) this.#add(this.#varying, value);
  }

  #jump(instruction: Instruction, region: Region, scope: LoopScope | null): void {
    if (instruction.kind === 'return') {
      if (region === this.#root) return;
      this.#add(this.#divergent, instruction);
      for (const owner of this.#owners) this.#add(this.#returnsInside, owner);
    } else if (instruction.kind === 'break' && scope !== null && region !== scope.loop) {
      this.#add(this.#divergent, instruction);
      this.#note(scope.lanes, 'breaks');
    } else if (instruction.kind === 'continue' && scope !== null && region !== scope.body) {
      this.#add(this.#divergent, instruction);
      this.#note(scope.lanes, 'continues');
    }
  }

  #note(lanes: LoopLanes, fact: keyof LoopLanes): void {
    if (lanes[fact]) return;
    lanes[fact] = true;
    this.#hasChanged = true;
  }

  #if(instruction: If, region: Region, scope: LoopScope | null): void {
    this.#owners.push(instruction);
    const inner = (): Region => (this.isVarying(instruction.cond) ? new Region(region) : region);
    this.#block(instruction.then, inner(), scope);
    this.#block(instruction.otherwise, inner(), scope);
    this.#owners.pop();
  }

  #loop(instruction: Loop, region: Region, place: Place): void {
    let lanes = this.#loops.get(instruction);
    if (lanes === undefined) this.#loops.set(instruction, (lanes = { breaks: false, continues: false }));
    const loop = lanes.breaks ? new Region(region, place) : region;
    const body = lanes.continues ? new Region(loop) : loop;
    this.#owners.push(instruction);
    this.#block(instruction.body, body, { lanes, loop, body });
    this.#block(instruction.continuing, loop, null);
    this.#owners.pop();
    if (instruction.breakIf !== null && this.isVarying(instruction.breakIf)) this.#note(lanes, 'breaks');
  }
}

/**
 * Whether nobody outside of a region sees what is written there. Either all that happens to the local happens inside: it is then written
 * anew whenever the region is entered, because every path to a read has a write. Or the region is a loop right after
 * instructions that write the local for all lanes, and nothing else reads or writes it.
 */
function isHome({ sets, gets }: Accesses, region: Region): boolean {
  if (!gets.every((one) => one.isInside(region))) return false;
  const outside = sets.filter((set) => !set.region.isInside(region));
  const { place } = region;
  return outside.every((set) => set.place.block === place?.block && set.place.at < place.at);
}

/** Finds out what differs between lanes that run neighbouring iterations. */
export const analyzeLanes = (kernel: Kernel): Lanes => new LaneAnalysis(kernel);

/** For scalar code: one lane, so nothing differs. */
export const oneLane: Lanes = {
  isVarying: () => false,
  isVaryingLocal: () => false,
  loop: () => ({ breaks: false, continues: false }),
  mustBlend: () => false,
  isDivergentReturn: () => false,
  isDivergentJump: () => false,
  returnsInside: () => false,
};
