import { bufferOffset, parameterOffsets, SLOT_BYTES } from '../../../../core/wasm-layout.ts';
import {
  INNER_BLOCK,
  type MatrixProduct,
  type ProductScalar,
  productScalars,
} from '../../../matrix-product/matrix-product.ts';
import type { CodeWriter } from '../code-writer.ts';
import { argument } from '../environment.ts';
import { count, type Factor, pushSum, setLesser } from './emit.ts';
import { COLUMN_STEP, ROW_STEP, type TileShape } from './tile-shape.ts';

/** Scalars that are no strides. */
const inElements: readonly ProductScalar[] = ['kind', 'isRoot', 'inner'];

/**
 * What a launch gives, in locals, and where packed operands are: both in the memory for partial results, for each matrix of the stack
 * and each block of products the strips one after the other, in each the products in order, in each the lanes.
 */
export class Places {
  readonly code: CodeWriter;
  readonly shape: TileShape;
  readonly rows: number;
  readonly columns: number;
  readonly partRows: number;
  readonly partColumns: number;
  /** Rows and columns, rounded up to whole steps. */
  readonly paddedRows: number;
  readonly paddedColumns: number;
  readonly #packedRows: number;
  readonly #packedColumns: number;
  readonly #scalars = new Map<ProductScalar, number>();
  readonly #addresses: readonly number[];

  constructor(code: CodeWriter, product: MatrixProduct, shape: TileShape) {
    this.code = code;
    this.shape = shape;
    const batches = this.#word(parameterOffsets.size);
    this.rows = this.#word(parameterOffsets.size + 4);
    this.columns = this.#word(parameterOffsets.size + 8);
    this.partColumns = this.#word(parameterOffsets.blocks);
    this.partRows = this.#word(parameterOffsets.tiles);
    for (const [at, name] of productScalars.entries()) {
      const local = this.#word(parameterOffsets.scalars + SLOT_BYTES * at);
      // All strides are in bytes from here on.
      if (!inElements.includes(name)) code.get(local).i32(shape.bytes).op('i32.mul').set(local);
      this.#scalars.set(name, local);
    }
    this.#addresses = [0, 1, 2].map((at) => this.#word(bufferOffset(productScalars.length, at)));
    this.paddedRows = this.#padded(this.rows, ROW_STEP[product.mode]);
    this.paddedColumns = this.#padded(this.columns, COLUMN_STEP);
    this.#packedRows = this.#word(parameterOffsets.partials);
    this.#packedColumns = code.local('i32');
    pushSum(code, [[batches, this.scalar('inner'), this.paddedRows, `${shape.bytes}`], [this.#packedRows], ['63']]);
    code.i32(-64).op('i32.and').set(this.#packedColumns);
  }

  scalar(name: ProductScalar): number {
    return this.#scalars.get(name)!;
  }

  /** Pushes the address of an element: products of locals, in bytes, are added to where its matrix begins. */
  pushAddress(matrix: 'a' | 'b' | 'c', terms: readonly (readonly Factor[])[]): CodeWriter {
    const at = { a: 0, b: 1, c: 2 }[matrix];
    return pushSum(this.code, [[this.#addresses[at]!], [this.scalar(`${matrix}Offset`)], ...terms]);
  }

  /** Pushes where a strip is: of rows from one on, for a block of products from one on. */
  pushStrip(
    of: 'rows' | 'columns',
    place: { readonly batch: number; readonly from: number; readonly length: number; readonly lane: number },
  ): CodeWriter {
    const [base, lanes] =
      of === 'rows' ? [this.#packedRows, this.paddedRows] : [this.#packedColumns, this.paddedColumns];
    const { batch, from, length, lane } = place;
    pushSum(this.code, [
      [batch, this.scalar('inner'), lanes],
      [from, lanes],
      [lane, length],
    ]);
    return this.code.i32(this.shape.bytes).op('i32.mul').get(base).op('i32.add');
  }

  /** Writes a loop over the blocks of products: `from` and `length` are locals that it sets. */
  eachBlock({ from, length }: { readonly from: number; readonly length: number }, body: () => void): void {
    const { code } = this;
    const inner = this.scalar('inner');
    const most = code.local('i32');
    code.i32(INNER_BLOCK).set(most).i32(0).set(from);
    count(code, { index: from, step: INNER_BLOCK, end: inner }, () => {
      setLesser(code, length, [() => code.get(inner).get(from).op('i32.sub'), most]);
      body();
    });
  }

  #word(offset: number): number {
    const local = this.code.local('i32');
    this.code.get(argument.parameters).memory('i32.load', { offset }).set(local);
    return local;
  }

  #padded(length: number, step: number): number {
    const local = this.code.local('i32');
    pushSum(this.code, [[length], [`${step - 1}`]])
      .i32(step)
      .op('i32.div_u')
      .i32(step)
      .op('i32.mul')
      .set(local);
    return local;
  }
}
