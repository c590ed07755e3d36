import type { WasmArtifact, WasmSchedule } from '../../../../core/kernel.ts';
import {
  type MatrixProduct,
  nameOf,
  productBuffers,
  type ProductLaunch,
  productSignature,
  scalarsOf,
} from '../../../matrix-product/matrix-product.ts';
import { encodeModule } from '../encode-module.ts';
import { writeMicroKernel } from './micro-kernel.ts';
import { writePackColumns, writePackRows } from './pack.ts';
import { planProduct } from './plan.ts';
import { tileBytes, tileShape } from './tile-shape.ts';
import { writePack, writeParts } from './write-product.ts';

/** Packed operands of a launch that is not worth a thread fit here, or nearly all. */
const ROOM_BYTES = 1 << 17;

/** What is tried before the 256-bit mode is used: more than one block of products, and edges everywhere. */
const trialLaunch: ProductLaunch = {
  kind: 'set',
  batch: 1,
  rows: 157,
  columns: 149,
  inner: 301,
  a: { offset: 0, batch: 0, row: 301, column: 1 },
  b: { offset: 0, batch: 0, row: 149, column: 1 },
  c: { offset: 0, batch: 0, row: 149, column: 1 },
};

const trialOf = ({ term }: MatrixProduct): WasmSchedule['trial'] => ({
  size: [trialLaunch.batch, trialLaunch.rows, trialLaunch.columns],
  scalars: scalarsOf({ ...trialLaunch, isRoot: term !== 'product' }),
  lengths: [
    trialLaunch.rows * trialLaunch.inner,
    trialLaunch.inner * trialLaunch.columns,
    trialLaunch.rows * trialLaunch.columns,
  ],
});

function moduleOf(product: MatrixProduct, memories: readonly number[], width: 128 | 256): Uint8Array<ArrayBuffer> {
  const shape = tileShape(product, width);
  const [a, b, c] = memories as readonly [number, number, number];
  return encodeModule({
    memories: Math.max(...memories) + 1,
    functions: [
      { code: writePackRows(shape, a) },
      { code: writePackColumns(shape, b) },
      { code: writeMicroKernel(shape, c) },
      { code: writeMicroKernel(shape, 0) },
      { name: 'run', code: writePack(product, shape) },
      { name: 'finish', code: writeParts(product, shape, c) },
    ],
  });
}

/** The kernel as WebAssembly: a launch packs both operands, then computes parts of the result. */
export function wasmProduct(product: MatrixProduct): WasmArtifact {
  return {
    target: 'wasm',
    key: `wasm ${nameOf(product)}`,
    name: nameOf(product),
    rank: 3,
    buffers: productBuffers(product),
    scalars: productSignature,
    reduced: 0,
    tilePoints: 0,
    accumulators: 0,
    tallies: [],
    scratchBytes: Math.max(tileBytes(tileShape(product, 128)), tileBytes(tileShape(product, 256))),
    tables: new Uint8Array(0),
    cost: 1,
    vectors: { lanes: tileShape(product, 128).columns },
    schedule: { plan: (launch) => planProduct(product, launch), roomBytes: ROOM_BYTES, trial: trialOf(product) },
    code: (memories, width = 128) => moduleOf(product, memories, width),
  };
}
