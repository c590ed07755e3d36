/** A pass of a Fourier transform as a kernel: see `ndarray/fft/passes.ts` for what it reads and where it writes. */

import type { WasmArtifact } from '../../../core/kernel.ts';
import { handWritten, type UnitWriter } from '../hand-written.ts';
import { type FftRadix, writeButterfly } from './butterflies.ts';

/** So many butterflies are a unit: some microseconds. */
export const FFT_BLOCK = 512;

const PAIR_BYTES = 16;
const PAIR_SHIFT = 4;

/** Positions of the buffers. */
const FROM = 0;
const TWIDDLES = 1;
const TO = 2;

const SWAP = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];

/** Locals of a pass: addresses that move on from butterfly to butterfly, and the distances between its legs, in bytes. */
interface Places {
  readonly from: number;
  readonly to: number;
  readonly twiddle: number;
  /** Of leg 1, 2, ... from leg 0. */
  readonly fromSteps: readonly number[];
  readonly toSteps: readonly number[];
  readonly twiddleSteps: readonly number[];
}

/** Distances of legs: a step, twice the step, ... @param step - Local with the first. */
function multiples(writer: UnitWriter, step: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => {
    const local = writer.local();
    writer.code
      .get(step)
      .i32((at + 1) * PAIR_BYTES)
      .op('i32.mul')
      .set(local);
    return local;
  });
}

function pushAddress(writer: UnitWriter, base: number, step: number | undefined): void {
  writer.code.get(base);
  if (step !== undefined) writer.code.get(step).op('i32.add');
}

/** Multiplies a value with the factor at an address, `(re wr - im wi, im wr + re wi)`, and leaves the product on the stack. */
function pushTurned(writer: UnitWriter, value: number, pushPlace: () => void): void {
  const { code } = writer;
  code.get(value);
  pushPlace();
  code.memory('v128.load64_splat', writer.place(TWIDDLES)).op('f64x2.mul');
  code.get(value).get(value).shuffle(SWAP);
  pushPlace();
  code.memory('v128.load64_splat', writer.place(TWIDDLES, 8)).op('f64x2.mul');
  code.v128([0, 0x8000_0000, 0, 0]).op('v128.xor', 'f64x2.add');
}

/** One butterfly, and on to the next. @param isTurned - Not the first of a group: its factors are 1 and must not make NaN of an infinity. */
function writeOne(writer: UnitWriter, places: Places, isTurned: boolean): void {
  const { code } = writer;
  const { from, to, twiddle, fromSteps, toSteps, twiddleSteps } = places;
  const legs = [undefined, ...fromSteps].map((step) => {
    const leg = writer.local('v128');
    pushAddress(writer, from, step);
    code.memory('v128.load', writer.place(FROM)).set(leg);
    return leg;
  });
  for (const [at, value] of writeButterfly(writer, legs).entries()) {
    pushAddress(writer, to, at === 0 ? undefined : toSteps[at - 1]);
    if (at === 0 || !isTurned) code.get(value);
    else pushTurned(writer, value, () => pushAddress(writer, twiddle, at === 1 ? undefined : twiddleSteps[at - 2]));
    code.memory('v128.store', writer.place(TO));
  }
  for (const address of [from, to, twiddle]) code.get(address).i32(PAIR_BYTES).op('i32.add').set(address);
}

/** Sets the addresses to those of the butterfly `inGroup` of a group. */
function enterGroup(
  { code, scalars, addresses }: UnitWriter,
  places: Places,
  { group, inGroup, radix }: { readonly group: number; readonly inGroup: number; readonly radix: FftRadix },
): void {
  const [step, , factors] = scalars as readonly [number, number, number];
  const pushPlace = (base: number, groupLength: number): void => {
    code.get(base).get(group).get(step).op('i32.mul').i32(groupLength).op('i32.mul').get(inGroup).op('i32.add');
    code.i32(PAIR_SHIFT).op('i32.shl', 'i32.add');
  };
  pushPlace(addresses[FROM]!, radix);
  code.set(places.from);
  pushPlace(addresses[TO]!, 1);
  code.set(places.to);
  code.get(addresses[TWIDDLES]!).get(factors).get(inGroup).op('i32.add').i32(PAIR_SHIFT).op('i32.shl', 'i32.add');
  code.set(places.twiddle);
}

/** Butterflies of a unit, group by group. */
function writePass(writer: UnitWriter, unit: number, radix: FftRadix): void {
  const { code, scalars } = writer;
  const [step, groups] = scalars as readonly [number, number];
  const [all, at, end, group, inGroup, stop, part] = writer.locals(7);
  code.get(step).get(groups).op('i32.mul').tee(all).set(part);
  const places: Places = {
    from: writer.local(),
    to: writer.local(),
    twiddle: writer.local(),
    fromSteps: multiples(writer, step, radix - 1),
    toSteps: multiples(writer, part, radix - 1),
    twiddleSteps: multiples(writer, step, radix - 2),
  };
  code.get(unit).i32(FFT_BLOCK).op('i32.mul').tee(at).i32(FFT_BLOCK).op('i32.add').tee(end);
  code.get(all).get(end).get(all).op('i32.lt_u', 'select').set(end);
  code.get(at).get(step).op('i32.div_u').set(group).get(at).get(step).op('i32.rem_u').set(inGroup);
  code.loop((nextGroup) => {
    code.get(inGroup).get(end).op('i32.add').get(at).op('i32.sub').tee(stop);
    code.get(step).get(stop).get(step).op('i32.lt_u', 'select').set(stop);
    code.get(at).get(stop).op('i32.add').get(inGroup).op('i32.sub').set(at);
    enterGroup(writer, places, { group, inGroup, radix });
    code
      .get(inGroup)
      .op('i32.eqz')
      .if(() => {
        writeOne(writer, places, false);
        code.i32(1).set(inGroup);
      });
    writer.each(inGroup, stop, () => writeOne(writer, places, true));
    code.get(group).i32(1).op('i32.add').set(group).i32(0).set(inGroup);
    code.get(at).get(end).op('i32.lt_u').branchIf(nextGroup);
  });
}

/**
 * A pass of a transform over complex128. Buffers: what is read, twiddle factors, what is written, all as pairs; they are three, none of them twice.
 * Scalars: `step`, `groups`, and the place of the first factor. Sizes: units of {@link FFT_BLOCK} butterflies, and their elements.
 */
export const fftPassKernel = (radix: FftRadix): WasmArtifact =>
  handWritten({
    name: `fft pass ${radix}`,
    buffers: [
      { name: 'from', element: 'f64', access: 'read' },
      { name: 'twiddles', element: 'f64', access: 'read' },
      { name: 'to', element: 'f64', access: 'write' },
    ],
    scalars: (['step', 'groups', 'factors'] as const).map((name) => ({ name, type: 'i32' })),
    cost: 10,
    write: (writer, unit) => writePass(writer, unit, radix),
  });
