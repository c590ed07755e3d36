import { CodeWriter } from '../code-writer.ts';
import { combinerOf, type TileShape } from './tile-shape.ts';

/** Parameters: number of products, addresses of both packed operands and of the result, bytes from one of its rows to the next. */
const [LENGTH, A, B, C, PITCH] = [0, 1, 2, 3, 4] as const;

/**
 * Writes the function that all else is there for: adds the sums over a packed strip of rows and one of columns to a tile of the result.
 * The sums are in registers all the time; there is at least one product.
 *
 * Loads of neighbouring vectors stand together, and so do their stores: V8's 256-bit mode joins those.
 *
 * @param memory - The memory of the result.
 */
export function writeMicroKernel(shape: TileShape, memory: number): CodeWriter {
  const { rows, vectors, columns, bytes } = shape;
  const code = new CodeWriter(['i32', 'i32', 'i32', 'i32', 'i32']);
  const sums = Array.from({ length: rows }, () => Array.from({ length: vectors }, () => code.local('v128')));
  const right = Array.from({ length: vectors }, () => code.local('v128'));
  const [left, difference] = [code.local('v128'), code.local('v128')];
  const end = code.local('i32');
  code
    .get(A)
    .get(LENGTH)
    .i32(rows * bytes)
    .op('i32.mul', 'i32.add')
    .set(end);
  code.loop((again) => {
    for (const [at, vector] of right.entries()) {
      code
        .get(B)
        .memory('v128.load', { offset: 16 * at, align: 2 })
        .set(vector);
    }
    for (const [row, own] of sums.entries()) {
      code
        .get(A)
        .memory(shape.type === 'f32' ? 'v128.load32_splat' : 'v128.load64_splat', { offset: row * bytes })
        .set(left);
      for (const [at, sum] of own.entries()) addTerm(code, shape, { sum, left, right: right[at]!, difference });
    }
    code
      .get(B)
      .i32(columns * bytes)
      .op('i32.add')
      .set(B);
    code
      .get(A)
      .i32(rows * bytes)
      .op('i32.add')
      .tee(A)
      .get(end)
      .op('i32.lt_u')
      .branchIf(again);
  });
  for (const own of sums) writeRow(code, shape, { own, memory });
  return code;
}

interface Term {
  readonly sum: number;
  readonly left: number;
  readonly right: number;
  readonly difference: number;
}

function addTerm(code: CodeWriter, tile: TileShape, { sum, left, right, difference }: Term): void {
  const { type, isFast, term } = tile;
  const shape = type === 'f32' ? 'f32x4' : 'f64x2';
  if (term === 'absoluteDifference' || term === 'largestDifference') {
    code
      .get(sum)
      .get(left)
      .get(right)
      .op(`${shape}.sub`, `${shape}.abs`, `${shape}.${combinerOf(tile)}`)
      .set(sum);
    return;
  }
  if (term === 'squaredDifference') code.get(left).get(right).op(`${shape}.sub`).set(difference);
  const [x, y] = term === 'product' ? [left, right] : [difference, difference];
  if (isFast) code.get(x).get(y).get(sum).op(`${shape}.relaxed_madd`).set(sum);
  else code.get(sum).get(x).get(y).op(`${shape}.mul`, `${shape}.add`).set(sum);
}

/** Adds one row of sums to the result, and goes on to the next. */
function writeRow(
  code: CodeWriter,
  shape: TileShape,
  { own, memory }: { readonly own: readonly number[]; readonly memory: number },
): void {
  const combine = `${shape.type === 'f32' ? 'f32x4' : 'f64x2'}.${combinerOf(shape)}` as const;
  for (const [at, sum] of own.entries()) {
    code
      .get(C)
      .memory('v128.load', { offset: 16 * at, align: 2, memory })
      .get(sum)
      .op(combine)
      .set(sum);
  }
  for (const [at, sum] of own.entries()) {
    code
      .get(C)
      .get(sum)
      .memory('v128.store', { offset: 16 * at, align: 2, memory });
  }
  code.get(C).get(PITCH).op('i32.add').set(C);
}
