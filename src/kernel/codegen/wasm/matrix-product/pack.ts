import { CodeWriter } from '../code-writer.ts';
import { advance, count, pushSum } from './emit.ts';
import type { TileShape } from './tile-shape.ts';

/**
 * Parameters: address of the first element, bytes from one lane (a row of the left matrix, a column of the right one) to the next and from
 * one product to the next, number of lanes that there are, number of products, where the strip goes.
 */
const PARAMETERS = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;
const [SOURCE, LANE, INNER, WIDTH, LENGTH, TARGET] = [0, 1, 2, 3, 4, 5] as const;
/** Of the left matrix only: 1 or -1. */
const SIGN = 6;

/** How one operand is packed. */
interface Strip {
  readonly shape: TileShape;
  /** Lanes of a full strip. */
  readonly lanes: number;
  /** Memory that is read. */
  readonly memory: number;
  readonly isSigned: boolean;
}

/** Loads the element at an address that is on the stack, with its sign. */
function loadElement(code: CodeWriter, { shape: { type }, memory, isSigned }: Strip): void {
  code.memory(`${type}.load`, { memory });
  if (isSigned) code.get(SIGN).op(`${type}.mul`);
}

/** Lane by lane, for any strides and widths; what is missing is 0. */
function writeLanes(code: CodeWriter, strip: Strip): void {
  const { lanes, shape } = strip;
  const [lane, k, source, target] = Array.from({ length: 4 }, () => code.local('i32')) as [
    number,
    number,
    number,
    number,
  ];
  const step = lanes * shape.bytes;
  code.get(WIDTH).i32(lanes).op('i32.lt_u');
  code.if(() => {
    pushSum(code, [[TARGET]]).i32(0);
    pushSum(code, [[LENGTH, `${step}`]]).fill();
  });
  code.i32(0).set(lane);
  count(code, { index: lane, step: 1, end: WIDTH }, () => {
    code.get(SOURCE).set(source).get(TARGET).set(target).i32(0).set(k);
    count(code, { index: k, step: 1, end: LENGTH }, () => {
      code.get(target).get(source);
      loadElement(code, strip);
      code.memory(`${shape.type}.store`);
      code.get(source).get(INNER).op('i32.add').set(source);
      advance(code, target, step);
    });
    code.get(SOURCE).get(LANE).op('i32.add').set(SOURCE);
    advance(code, TARGET, shape.bytes);
  });
}

/** Writes the function that packs a strip of rows of the left matrix: product by product, the elements of all rows. */
export function writePackRows(shape: TileShape, memory: number): CodeWriter {
  const code = new CodeWriter([...PARAMETERS, shape.type]);
  const strip: Strip = { shape, lanes: shape.rows, memory, isSigned: true };
  const [k, source] = [code.local('i32'), code.local('i32')];
  code.get(WIDTH).i32(shape.rows).op('i32.eq');
  code.if(
    () => {
      code.i32(0).set(k);
      count(code, { index: k, step: 1, end: LENGTH }, () => {
        code.get(SOURCE).set(source);
        for (let row = 0; row < shape.rows; row++) {
          code.get(TARGET).get(source);
          loadElement(code, strip);
          code.memory(`${shape.type}.store`, { offset: row * shape.bytes });
          if (row < shape.rows - 1) code.get(source).get(LANE).op('i32.add').set(source);
        }
        code.get(SOURCE).get(INNER).op('i32.add').set(SOURCE);
        advance(code, TARGET, shape.rows * shape.bytes);
      });
    },
    () => writeLanes(code, strip),
  );
  return code;
}

/** Writes the function that packs a strip of columns of the right matrix. */
export function writePackColumns(shape: TileShape, memory: number): CodeWriter {
  const code = new CodeWriter(PARAMETERS);
  const strip: Strip = { shape, lanes: shape.columns, memory, isSigned: false };
  const k = code.local('i32');
  code.get(WIDTH).i32(shape.columns).op('i32.eq').get(LANE).i32(shape.bytes).op('i32.eq', 'i32.and');
  code.if(
    () => {
      code.i32(0).set(k);
      count(code, { index: k, step: 1, end: LENGTH }, () => {
        for (let at = 0; at < shape.vectors; at++) {
          code
            .get(TARGET)
            .get(SOURCE)
            .memory('v128.load', { offset: 16 * at, align: 2, memory });
          code.memory('v128.store', { offset: 16 * at });
        }
        code.get(SOURCE).get(INNER).op('i32.add').set(SOURCE);
        advance(code, TARGET, shape.columns * shape.bytes);
      });
    },
    () => writeLanes(code, strip),
  );
  return code;
}
