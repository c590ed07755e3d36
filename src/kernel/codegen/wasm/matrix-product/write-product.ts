import { type MatrixProduct, productKinds } from '../../../matrix-product/matrix-product.ts';
import { CodeWriter } from '../code-writer.ts';
import { argument } from '../environment.ts';
import { advance, count, type Factor, pushSum, setLesser } from './emit.ts';
import { Places } from './places.ts';
import { combinerOf, COLUMN_STEP, ROW_STEP, tileBytes, type TileShape } from './tile-shape.ts';

/** Numbers of the functions of the module that others call. */
export const called = { packRows: 0, packColumns: 1, tile: 2, tileInScratch: 3 } as const;

/** Two vectors, which V8's 256-bit mode joins. */
const ROOT_BYTES = 32;

/** Parameters of exported functions: address of the parameters, begin, end, address of the scratch memory. */
const SIGNATURE = ['i32', 'i32', 'i32', 'i32'] as const;

const locals = <const N extends readonly string[]>(code: CodeWriter, names: N): { readonly [K in N[number]]: number } =>
  Object.fromEntries(names.map((name) => [name, code.local('i32')])) as never;

/** Sets quotient and remainder of a local by another. */
function divide(
  code: CodeWriter,
  [value, by]: readonly [number, number],
  to: { quotient: number; rest: number },
): void {
  code.get(value).get(by).op('i32.div_u').set(to.quotient);
  code.get(value).get(by).op('i32.rem_u').set(to.rest);
}

/** Steps of one operand that a unit packs. */
interface Packing {
  readonly of: 'rows' | 'columns';
  /** The step of lanes. */
  readonly step: number;
  readonly batch: number;
}

/** Packs the strips of one step of lanes, all blocks of products. */
function writeStrips(places: Places, product: MatrixProduct, { of, step, batch }: Packing): void {
  const { code, shape } = places;
  const isRows = of === 'rows';
  const lanes = isRows ? shape.rows : shape.columns;
  const lanesOfStep = isRows ? ROW_STEP[product.mode] : COLUMN_STEP;
  const { lane, end, width, most, from, length } = locals(code, ['lane', 'end', 'width', 'most', 'from', 'length']);
  const [matrix, across, along] = isRows ? (['a', 'aRow', 'aInner'] as const) : (['b', 'bColumn', 'bInner'] as const);
  code.get(step).i32(lanesOfStep).op('i32.mul').set(lane).i32(lanes).set(most);
  setLesser(code, end, [() => pushSum(code, [[lane], [`${lanesOfStep}`]]), isRows ? places.rows : places.columns]);
  count(code, { index: lane, step: lanes, end }, () => {
    setLesser(code, width, [() => code.get(end).get(lane).op('i32.sub'), most]);
    places.eachBlock({ from, length }, () => {
      const terms = [
        [batch, places.scalar(`${matrix}Batch`)],
        [lane, places.scalar(across)],
        [from, places.scalar(along)],
      ];
      places.pushAddress(matrix, terms).get(places.scalar(across)).get(places.scalar(along)).get(width).get(length);
      places.pushStrip(of, { batch, from, length, lane });
      if (isRows) pushSign(places);
      code.call(isRows ? called.packRows : called.packColumns);
    });
  });
}

/** -1 where the product is taken from the result, else 1: exact, so it may as well be done to an operand. */
function pushSign(places: Places): void {
  const { code, shape } = places;
  if (shape.type === 'f32') code.f32(-1).f32(1);
  else code.f64(-1).f64(1);
  code.get(places.scalar('kind')).i32(productKinds.subtract).op('i32.eq', 'select');
}

/** Writes the function that packs both operands: for each matrix of the stack, units are steps of rows, then steps of columns. */
export function writePack(product: MatrixProduct, shape: TileShape): CodeWriter {
  const code = new CodeWriter(SIGNATURE);
  const places = new Places(code, product, shape);
  const { batch, rowSteps, all, step } = locals(code, ['batch', 'rowSteps', 'all', 'step']);
  code.get(places.paddedRows).i32(ROW_STEP[product.mode]).op('i32.div_u').set(rowSteps);
  code.get(places.paddedColumns).i32(COLUMN_STEP).op('i32.div_u').get(rowSteps).op('i32.add').set(all);
  count(code, { index: argument.begin, step: 1, end: argument.end }, () => {
    divide(code, [argument.begin, all], { quotient: batch, rest: step });
    code.get(step).get(rowSteps).op('i32.lt_u');
    code.if(
      () => writeStrips(places, product, { of: 'rows', step, batch }),
      () => {
        code.get(step).get(rowSteps).op('i32.sub').set(step);
        writeStrips(places, product, { of: 'columns', step, batch });
      },
    );
  });
  return code;
}

/** The part of the result that a unit computes: locals with its matrix, its first rows and columns and those after the last. */
interface Part {
  readonly batch: number;
  readonly row: number;
  readonly rowEnd: number;
  readonly column: number;
  readonly columnEnd: number;
}

/** Finds the part of a unit: neighbours share columns, which are the larger operand. */
function writePart(places: Places, part: Part): void {
  const { code } = places;
  const { down, across, all, rest } = locals(code, ['down', 'across', 'all', 'rest']);
  const pieces = (length: number, size: number): CodeWriter =>
    pushSum(code, [[length], [size], ['-1']])
      .get(size)
      .op('i32.div_u');
  pieces(places.rows, places.partRows).set(down);
  pieces(places.columns, places.partColumns).set(across);
  code.get(down).get(across).op('i32.mul').set(all);
  divide(code, [argument.begin, all], { quotient: part.batch, rest });
  divide(code, [rest, down], { quotient: part.column, rest: part.row });
  code.get(part.column).get(places.partColumns).op('i32.mul').set(part.column);
  code.get(part.row).get(places.partRows).op('i32.mul').set(part.row);
  setLesser(code, part.columnEnd, [() => pushSum(code, [[part.column], [places.partColumns]]), places.columns]);
  setLesser(code, part.rowEnd, [() => pushSum(code, [[part.row], [places.partRows]]), places.rows]);
}

/** Clears the part, unless the product is added to what is there. A sum that starts at 0 is never -0, so 0 can be added to. */
function writeClear(places: Places, part: Part, memory: number): void {
  const { code, shape } = places;
  const row = code.local('i32');
  code.get(places.scalar('kind')).op('i32.eqz');
  code.if(() => {
    code.get(part.row).set(row);
    count(code, { index: row, step: 1, end: part.rowEnd }, () => {
      places.pushAddress('c', elementTerms(places, { ...part, row }));
      code.i32(0).get(part.columnEnd).get(part.column).op('i32.sub').i32(shape.bytes).op('i32.mul').fill(memory);
    });
  });
}

/** Takes the square roots of the part, where they are asked for. */
function writeRoots(places: Places, part: Part, memory: number): void {
  const { code, shape } = places;
  const { row, at, end, vectorEnd } = locals(code, ['row', 'at', 'end', 'vectorEnd']);
  const vector = shape.type === 'f32' ? 'f32x4.sqrt' : 'f64x2.sqrt';
  code.get(places.scalar('isRoot'));
  code.if(() => {
    code.get(part.row).set(row);
    count(code, { index: row, step: 1, end: part.rowEnd }, () => {
      places.pushAddress('c', elementTerms(places, { ...part, row })).tee(at);
      code.get(part.columnEnd).get(part.column).op('i32.sub').i32(shape.bytes).op('i32.mul', 'i32.add').tee(end);
      code
        .get(end)
        .get(at)
        .op('i32.sub')
        .i32(ROOT_BYTES - 1)
        .op('i32.and', 'i32.sub')
        .set(vectorEnd);
      count(code, { index: at, step: ROOT_BYTES, end: vectorEnd }, () => {
        const roots = [code.local('v128'), code.local('v128')];
        for (const [half, root] of roots.entries()) {
          code
            .get(at)
            .memory('v128.load', { offset: 16 * half, align: 2, memory })
            .op(vector)
            .set(root);
        }
        for (const [half, root] of roots.entries()) {
          code
            .get(at)
            .get(root)
            .memory('v128.store', { offset: 16 * half, align: 2, memory });
        }
      });
      count(code, { index: at, step: shape.bytes, end }, () => {
        code.get(at).get(at).memory(`${shape.type}.load`, { memory }).op(`${shape.type}.sqrt`);
        code.memory(`${shape.type}.store`, { memory });
      });
    });
  });
}

/** Where an element of the result is, without its column. */
const rowTerms = (places: Places, { batch, row }: Pick<Part, 'batch' | 'row'>): readonly (readonly Factor[])[] => [
  [batch, places.scalar('cBatch')],
  [row, places.scalar('cRow')],
];

const elementTerms = (
  places: Places,
  { batch, row, column }: Pick<Part, 'batch' | 'row' | 'column'>,
): readonly (readonly Factor[])[] => [...rowTerms(places, { batch, row }), [column, `${places.shape.bytes}`]];

/** Addresses of what a tile is made from, and of the tile. */
interface Tile {
  readonly length: number;
  readonly left: number;
  readonly right: number;
  readonly target: number;
  /** Rows and columns of the part from the tile on. */
  readonly rowsLeft: number;
  readonly columnsLeft: number;
}

/** Goes over the tiles of a part, for one block of products. */
function writeTiles(
  places: Places,
  part: Part,
  { from, length, memory }: { readonly from: number; readonly length: number; readonly memory: number },
): void {
  const { code, shape } = places;
  const { row, column, ...rest } = locals(code, [
    'row',
    'column',
    'left',
    'right',
    'target',
    'rowsLeft',
    'columnsLeft',
  ]);
  const tile: Tile = { length, ...rest };
  code.get(part.column).set(column);
  count(code, { index: column, step: shape.columns, end: part.columnEnd }, () => {
    code.get(part.columnEnd).get(column).op('i32.sub').set(tile.columnsLeft);
    places.pushStrip('columns', { batch: part.batch, from, length, lane: column }).set(tile.right);
    places.pushStrip('rows', { batch: part.batch, from, length, lane: part.row }).set(tile.left);
    places.pushAddress('c', elementTerms(places, { batch: part.batch, row: part.row, column })).set(tile.target);
    code.get(part.row).set(row);
    count(code, { index: row, step: shape.rows, end: part.rowEnd }, () => {
      code.get(part.rowEnd).get(row).op('i32.sub').set(tile.rowsLeft);
      writeTile(places, tile, memory);
      pushSum(code, [[tile.left], [length, `${shape.rows * shape.bytes}`]]).set(tile.left);
      pushSum(code, [[tile.target], [places.scalar('cRow'), `${shape.rows}`]]).set(tile.target);
    });
  });
}

/** Computes a tile in place, or beside where the result has not all of it. */
function writeTile(places: Places, tile: Tile, memory: number): void {
  const { code, shape } = places;
  code.get(tile.rowsLeft).i32(shape.rows).op('i32.ge_u');
  code.get(tile.columnsLeft).i32(shape.columns).op('i32.ge_u', 'i32.and');
  const operands = (): CodeWriter => code.get(tile.length).get(tile.left).get(tile.right);
  code.if(
    () => operands().get(tile.target).get(places.scalar('cRow')).call(called.tile),
    () => {
      code.get(argument.scratch).i32(0).i32(tileBytes(shape)).fill();
      operands()
        .get(argument.scratch)
        .i32(shape.columns * shape.bytes)
        .call(called.tileInScratch);
      writeEdge(places, tile, memory);
    },
  );
}

/** Adds the part of a tile that the result has. */
function writeEdge(places: Places, { rowsLeft, columnsLeft, target }: Tile, memory: number): void {
  const { code, shape } = places;
  const { type, bytes } = shape;
  const { row, rows, at, width, source, place, most } = locals(code, [
    'row',
    'rows',
    'at',
    'width',
    'source',
    'place',
    'most',
  ]);
  code.i32(shape.rows).set(most);
  setLesser(code, rows, [() => code.get(rowsLeft), most]);
  code.i32(shape.columns).set(most);
  setLesser(code, width, [() => code.get(columnsLeft), most]);
  code.get(width).i32(bytes).op('i32.mul').set(width);
  code.get(argument.scratch).set(source).get(target).set(place).i32(0).set(row);
  count(code, { index: row, step: 1, end: rows }, () => {
    code.i32(0).set(at);
    count(code, { index: at, step: bytes, end: width }, () => {
      pushSum(code, [[place], [at]]);
      pushSum(code, [[place], [at]]).memory(`${type}.load`, { memory });
      pushSum(code, [[source], [at]]).memory(`${type}.load`);
      code.op(`${type}.${combinerOf(shape)}`).memory(`${type}.store`, { memory });
    });
    advance(code, source, shape.columns * bytes);
    pushSum(code, [[place], [places.scalar('cRow')]]).set(place);
  });
}

/** Writes the function that computes parts of the result from the packed operands. */
export function writeParts(product: MatrixProduct, shape: TileShape, memory: number): CodeWriter {
  const code = new CodeWriter(SIGNATURE);
  const places = new Places(code, product, shape);
  const { from, length, ...part } = locals(code, ['from', 'length', 'batch', 'row', 'rowEnd', 'column', 'columnEnd']);
  count(code, { index: argument.begin, step: 1, end: argument.end }, () => {
    writePart(places, part);
    writeClear(places, part, memory);
    places.eachBlock({ from, length }, () => writeTiles(places, part, { from, length, memory }));
    writeRoots(places, part, memory);
  });
  return code;
}
