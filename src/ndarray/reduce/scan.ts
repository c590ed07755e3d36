/** Cumulative sums and products on the compute threads. */

import type { BufferId, KernelBackend, WasmArtifact } from '../../core/kernel.ts';
import {
  hasScan,
  isScanBlocked,
  SCAN_BLOCK,
  SCAN_COLUMNS,
  SCAN_RUNS,
  type ScanType,
} from '../../kernel/library/scan/elements.ts';
import { scanKernels, type ScanKernels } from '../../kernel/library/scan/scan.ts';
import { type DType, elementTypeOf, isComplex, itemSize } from '../dtype/dtype.ts';
import { isRowMajor, rowMajorStrides } from '../graph/layout.ts';
import { type Node, storedNode } from '../graph/node.ts';
import { newStorage } from '../graph/storage.ts';

/** Fewer elements than this are done by a loop sooner than kernels are called. */
const LEAST_ELEMENTS = 512;

const known = new Map<string, ScanKernels>();

function kernelsFor(type: ScanType): ScanKernels {
  const key = `${type.op} ${type.source} ${type.result}`;
  let kernels = known.get(key);
  if (kernels === undefined) known.set(key, (kernels = scanKernels(type)));
  return kernels;
}

/** What is cumulated, and as what. */
export interface ScanRequest {
  readonly op: ScanType['op'];
  readonly axis: number;
  readonly dtype: DType;
}

const product = (lengths: readonly number[]): number => lengths.reduce((all, length) => all * length, 1);

/** Whether a scan of these elements may be left to kernels. Half floats and pairs have none. */
export function canScan({ dtype, size }: Node, request: ScanRequest): boolean {
  if (isComplex(dtype) || isComplex(request.dtype) || size < LEAST_ELEMENTS) return false;
  return hasScan({ op: request.op, source: elementTypeOf(dtype), result: elementTypeOf(request.dtype) });
}

interface Launch {
  readonly backend: KernelBackend;
  readonly kernels: ScanKernels;
  readonly source: Node;
  readonly result: BufferId;
}

/** Along the last axis: what blocks come to, what comes before each, and then the results. */
function scanRows({ backend, kernels, source, result }: Launch, length: number, isBlocked: boolean): void {
  const blocks = isBlocked ? Math.ceil(length / SCAN_BLOCK) : 1;
  const rows = source.size / length;
  const runs = rows * blocks;
  const scalars = [runs, blocks, length, source.offset];
  const input = source.storage!.buffer;
  const totals = backend.alloc(blocks > 1 ? runs * 8 : 8, { zeroed: false });
  const size = [Math.ceil(runs / SCAN_RUNS), SCAN_RUNS * Math.min(length, isBlocked ? SCAN_BLOCK : length)];
  const run = (artifact: WasmArtifact, buffers: readonly BufferId[], sizes: readonly number[]): void =>
    backend.dispatch(artifact, buffers, { scalars, size: sizes });
  if (blocks > 1) {
    run(kernels.totals, [input, totals], size);
    run(kernels.bases, [input, totals], [rows, blocks]);
  }
  run(kernels.rows, [input, totals, result], size);
  backend.free(totals);
}

function scanColumns({ backend, kernels, source, result }: Launch, length: number, inner: number): void {
  const groups = Math.ceil(inner / SCAN_COLUMNS);
  const outer = source.size / (length * inner);
  backend.dispatch(kernels.columns, [source.storage!.buffer, result], {
    scalars: [length, inner, groups, source.offset],
    size: [outer * groups, length * Math.min(inner, SCAN_COLUMNS)],
  });
}

/**
 * Cumulates in kernels.
 *
 * @param source - Stored, with at least one element.
 * @returns undefined where that cannot be: elements that do not lie in row-major order, another kind of backend.
 */
export function scanNode(source: Node, { op, axis, dtype }: ScanRequest): Node | undefined {
  const { storage, shape, strides } = source;
  const { backend } = storage!;
  if (backend.target !== 'wasm' || !isRowMajor(shape, strides)) return undefined;
  const type: ScanType = { op, source: elementTypeOf(source.dtype), result: elementTypeOf(dtype) };
  const made = newStorage(source.size * itemSize(dtype), 'any', backend);
  const launch: Launch = { backend, kernels: kernelsFor(type), source, result: made.buffer };
  const inner = product(shape.slice(axis + 1));
  if (inner === 1) scanRows(launch, shape[axis]!, isScanBlocked(type));
  else scanColumns(launch, shape[axis]!, inner);
  return storedNode({ storage: made, offset: 0, strides: rowMajorStrides(shape) }, { dtype, shape });
}
