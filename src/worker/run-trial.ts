import { elementBytes } from '../core/kernel.ts';
import type { ElementType } from '../core/kernel.ts';
import type { WideTrial } from '../core/wide-trial.ts';
import { webAssembly } from '../core/web-assembly.ts';
import type { WasmModule } from '../core/web-assembly.ts';

const PAGE_BYTES = 65536;

/** A module on its own copy of a trial's memory. */
export interface OpenTrial {
  readonly run: () => void;
  /** What the outputs hold now. */
  readonly results: () => Uint8Array[];
}

/** Makes an instance of a module for a trial. */
export function openTrial(module: WasmModule, { image, calls, outputs }: WideTrial): OpenTrial {
  const pages = Math.ceil(image.length / PAGE_BYTES);
  const memory = new webAssembly.Memory({ initial: pages, maximum: PAGE_BYTES, shared: true });
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(image);
  const { exports } = new webAssembly.Instance(module, { memory: { 0: memory } });
  return {
    run: () => {
      for (const { entry, values } of calls) exports[entry]?.(...values);
    },
    results: () => outputs.map(({ offset, byteLength }) => bytes.slice(offset, offset + byteLength)),
  };
}

function isNaNAt(element: ElementType, view: DataView, at: number): boolean {
  if (element === 'f32') return Number.isNaN(view.getFloat32(at, true));
  if (element === 'f64') return Number.isNaN(view.getFloat64(at, true));
  return element === 'f16' && (view.getUint16(at, true) & 0x7fff) > 0x7c00;
}

/** Whether elements are the same; NaN is one value. */
function areSame(element: ElementType, a: Uint8Array, b: Uint8Array): boolean {
  const [first, second] = [a, b].map((bytes) => new DataView(bytes.buffer, bytes.byteOffset));
  const size = elementBytes[element];
  for (let at = 0; at < a.length; at += size) {
    let isEqual = true;
    for (let byte = at; byte < at + size; byte++) if (a[byte] !== b[byte]) isEqual = false;
    if (isEqual) continue;
    if (!isNaNAt(element, first as DataView, at) || !isNaNAt(element, second as DataView, at)) return false;
  }
  return true;
}

/** Whether two runs of a trial gave the same. */
export const haveSameResults = (
  { outputs }: WideTrial,
  first: readonly Uint8Array[],
  second: readonly Uint8Array[],
): boolean => outputs.every(({ element }, at) => areSame(element, first[at] as Uint8Array, second[at] as Uint8Array));
