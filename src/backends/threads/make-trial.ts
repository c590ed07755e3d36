import { elementBytes, trialScalar } from '../../core/kernel.ts';
import type { ElementType, Launch, WasmArtifact } from '../../core/kernel.ts';
import { parameterBytes } from '../../core/wasm-layout.ts';
import type { WideTrial } from '../../core/wide-trial.ts';
import { planLaunch, writeParameters } from './launch.ts';

/** Length of the last axis: many groups of vectors, and some iterations besides. */
const LAST_AXIS = 8003;
/** Length of the other axes. */
const OTHER_AXIS = 3;

/** What is not a usual number, among those that are. */
const odd = [0, -0, NaN, Infinity, -Infinity, 1e-40, 1e30, -1];

/** So often there is one of them; more seldom where one makes many results odd, and they would all look the same. */
const ODD_EVERY = 64;
const RARELY_ODD_EVERY = 4001;

const align = (offset: number): number => Math.ceil(offset / 64) * 64;

/** Numbers from 0 to 1 in a fixed order (a linear congruential generator): a trial must be the same each time. */
function* fractions(): Generator<number, never> {
  for (let state = 12345; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    yield (state >>> 0) / 2 ** 32;
  }
}

function fill(
  view: DataView,
  { element, offset, length }: { element: ElementType; offset: number; length: number },
  every: number,
): void {
  const random = fractions();
  const bytes = elementBytes[element];
  for (let at = 0; at < length; at++) {
    const place = offset + at * bytes;
    const unit = random.next().value;
    const float = at % every === 7 ? (odd[Math.floor(at / every) % odd.length] as number) : unit * 8 - 2;
    if (element === 'f32') view.setFloat32(place, float, true);
    else if (element === 'f64') view.setFloat64(place, float, true);
    else if (element === 'bool') view.setUint8(place, unit < 0.5 ? 0 : 1);
    else if (bytes === 8) view.setBigInt64(place, BigInt(Math.floor(unit * 50)), true);
    else if (bytes === 4) view.setInt32(place, Math.floor(unit * 50), true);
    else if (bytes === 2) view.setUint16(place, Math.floor(unit * 20_000), true);
    else view.setUint8(place, Math.floor(unit * 50));
  }
}

/** A launch of a kernel that nothing is known of. */
function launchOf({ rank, scalars, trialScalars }: WasmArtifact, lastAxis: number): Launch {
  const size = Array.from({ length: rank }, (_, axis) => (axis === rank - 1 ? lastAxis : OTHER_AXIS));
  return { size, scalars: trialScalars?.(size) ?? scalars.map(({ type }) => trialScalar(type, 17)) };
}

/** Makes a trial of a kernel in V8's 256-bit mode, on data made up. */
export function makeTrial(artifact: WasmArtifact, { lastAxis = LAST_AXIS } = {}): WideTrial {
  const launch = artifact.schedule?.trial ?? launchOf(artifact, lastAxis);
  const iterations = launch.size.reduce((all, one) => all * one, 1);
  const lengths = artifact.schedule?.trial.lengths ?? artifact.buffers.map(() => iterations);
  const plan = planLaunch(artifact, launch);
  let end = 64 + align(parameterBytes(artifact.scalars.length, artifact.buffers.length));
  const take = (byteLength: number): number => {
    const start = end;
    end = align(end + byteLength);
    return start;
  };
  const buffers = artifact.buffers.map(({ element }, at) => {
    const length = lengths[at] as number;
    const byteLength = length * elementBytes[element];
    return { element, offset: take(byteLength), byteLength, length };
  });
  const [tables, partials, scratch] = [
    take(artifact.tables.length),
    take(plan.partialBytes),
    take(artifact.scratchBytes),
  ];
  const image = new Uint8Array(end);
  const view = new DataView(image.buffer);
  for (const buffer of buffers) fill(view, buffer, artifact.schedule === undefined ? ODD_EVERY : RARELY_ODD_EVERY);
  image.set(artifact.tables, tables);
  writeParameters(new DataView(image.buffer, 64), artifact, {
    launch,
    buffers: buffers.map(({ offset, byteLength }) => ({ address: offset, byteLength })),
    tables,
    partials,
    blocks: plan.blocks,
    tiles: plan.tiles,
  });
  const calls = [{ entry: 'run', values: [64, 0, plan.run.size, scratch] }];
  if (plan.finish.size > 0) calls.push({ entry: 'finish', values: [64, 0, plan.finish.size, scratch] });
  const memories = artifact.buffers.map(() => 0);
  return { bytes: artifact.code(memories), wideBytes: artifact.code(memories, 256), image, calls, outputs: buffers };
}
