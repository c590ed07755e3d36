/** What an index means on an array: the places that numbers and slices leave, and those that arrays pick. */

import { broadcastShapesFor, broadcastStrides, fits, shapeText } from '../array/broadcast.ts';
import { placesOf, type Strided } from '../array/strided.ts';
import { rowMajorStrides } from '../graph/layout.ts';
import { IndexError, ShapeError } from '../errors.ts';
import type { Entry, IndexArray } from './parse-index.ts';
import { placesOfMask } from './parse-index.ts';
import { placesOfSlice, Slice } from './slice.ts';

/** An index array on an axis of the source; on none for a mask without axes. */
interface Pick {
  readonly array: IndexArray;
  readonly stride: number;
  readonly length: number;
  readonly axis: number;
}

/** The places that an index selects. */
export interface IndexPlan {
  /** The axes that slices and new axes leave, with the offset of what numbers chose. */
  readonly view: Strided;
  /** What index arrays add: their common shape, and one place for each element of it. Undefined for an index without arrays. */
  readonly picked?: { readonly shape: readonly number[]; readonly places: Float64Array; readonly position: number };
  /** Every axis was given a number: the result is one element. */
  readonly isElement: boolean;
  /** Shape of the selection. */
  readonly shape: readonly number[];
}

const consumed = (entry: Entry): number =>
  entry.kind === 'newaxis' || entry.kind === 'ellipsis' ? 0 : entry.kind === 'mask' ? entry.shape.length : 1;

/** Puts full slices where the ellipsis is, and at the end. The ellipsis stays: even one for no axis stands between its neighbours. */
function spread(entries: readonly Entry[], rank: number): Entry[] {
  const taken = entries.reduce((sum, entry) => sum + consumed(entry), 0);
  if (taken > rank) {
    throw new IndexError(
      `too many indices: the array has ${rank} ${rank === 1 ? 'axis' : 'axes'}, but ${taken} were indexed`,
    );
  }
  if (entries.filter((entry) => entry.kind === 'ellipsis').length > 1) {
    throw new IndexError("an index can have only one '...'");
  }
  const full: Entry = { kind: 'slice', slice: new Slice(null, null, null) };
  const rest = new Array<Entry>(rank - taken).fill(full);
  const at = entries.findIndex((entry) => entry.kind === 'ellipsis');
  return at < 0 ? [...entries, ...rest] : [...entries.slice(0, at + 1), ...rest, ...entries.slice(at + 1)];
}

function checkBounds(index: number, axis: number, length: number): number {
  if (index < -length || index >= length) {
    throw new IndexError(
      `index ${index} is out of bounds for axis ${axis} with size ${length}; it may be ${-length} to ${length - 1}`,
    );
  }
  return index < 0 ? index + length : index;
}

/** Reads entries from the left, keeping count of the axes of the source. */
class Planner {
  readonly #source: Strided;
  readonly #shape: number[] = [];
  readonly #strides: number[] = [];
  #offset: number;
  #axis = 0;
  readonly picks: Pick[] = [];
  /** Positions among the entries, and among the axes of the view, at which numbers and arrays stand. */
  readonly chosen: { readonly entry: number; readonly axis: number }[] = [];

  constructor(source: Strided) {
    this.#source = source;
    this.#offset = source.offset;
  }

  get view(): Strided {
    return { shape: this.#shape, strides: this.#strides, offset: this.#offset };
  }

  add(entry: Entry, position: number): void {
    if (entry.kind === 'newaxis') this.#keep(1, 0);
    else if (entry.kind === 'slice') this.#slice(entry.slice);
    else if (entry.kind !== 'ellipsis') {
      this.chosen.push({ entry: position, axis: this.#shape.length });
      if (entry.kind === 'integer') this.#integer(entry.value);
      else if (entry.kind === 'integers') this.#pick(entry.array);
      else this.#mask(entry);
    }
  }

  #keep(length: number, stride: number): void {
    this.#shape.push(length);
    this.#strides.push(stride);
  }

  #next(): { readonly length: number; readonly stride: number; readonly axis: number } {
    const axis = this.#axis++;
    return { length: this.#source.shape[axis]!, stride: this.#source.strides[axis]!, axis };
  }

  #slice(slice: Slice): void {
    const { length, stride } = this.#next();
    const { start, count, step } = placesOfSlice(slice, length);
    this.#offset += start * stride;
    this.#keep(count, stride * step);
  }

  #integer(value: number): void {
    const { length, stride, axis } = this.#next();
    this.#offset += checkBounds(value, axis, length) * stride;
  }

  #pick(array: IndexArray): void {
    this.picks.push({ array, ...this.#next() });
  }

  #mask({ shape, values }: Extract<Entry, { kind: 'mask' }>): void {
    const axes = shape.map(() => this.#next());
    // A mask without places fits any axis there, as in NumPy: it picks nothing.
    const wrong = axes.findIndex(({ length }, at) => length !== shape[at] && shape[at] !== 0);
    if (wrong >= 0) {
      const { axis, length } = axes[wrong]!;
      throw new IndexError(
        `the mask has length ${shape[wrong]} where axis ${axis} of the array has length ${length}; they must be equal`,
      );
    }
    const places = placesOfMask(shape, values);
    const found = places.map((one) => ({ shape: [one.length], values: one }));
    if (axes.length === 0) this.picks.push({ array: found[0]!, stride: 0, length: 1, axis: -1 });
    axes.forEach((axis, at) => this.picks.push({ array: found[at]!, ...axis }));
  }
}

/** The shape that index arrays have together. */
function commonShape(picks: readonly Pick[]): number[] {
  const shapes = picks.map(({ array }) => array.shape);
  try {
    return broadcastShapesFor('index', shapes);
  } catch {
    throw new IndexError(`the index arrays of shapes ${shapes.map(shapeText).join(' and ')} do not broadcast together`);
  }
}

function pickedPlaces(picks: readonly Pick[], shape: readonly number[]): Float64Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const places = new Float64Array(size);
  for (const { array, stride, length, axis } of picks) {
    const own: Strided = { shape: array.shape, strides: rowMajorStrides(array.shape), offset: 0 };
    const at = placesOf({ shape, strides: broadcastStrides(own, shape), offset: 0 });
    for (let n = 0; n < size; n++) places[n]! += checkBounds(Number(array.values[at[n]!]), axis, length) * stride;
  }
  return places;
}

/**
 * Plans an index on elements of some shape.
 *
 * @throws IndexError for what is out of bounds, too much, or does not fit.
 */
export function planIndex(source: Strided, entries: readonly Entry[]): IndexPlan {
  const all = spread(entries, source.shape.length);
  const planner = new Planner(source);
  all.forEach((entry, at) => planner.add(entry, at));
  const { view, picks, chosen } = planner;
  if (picks.length === 0) {
    const isElement = entries.every((entry) => entry.kind === 'integer') && view.shape.length === 0;
    return { view, isElement, shape: view.shape };
  }
  const shape = commonShape(picks);
  // Numbers count as arrays here: when something stands between them, the picked axes come first.
  const isTogether = chosen.every(({ entry }, at) => at === 0 || entry === chosen[at - 1]!.entry + 1);
  const position = isTogether ? chosen[0]!.axis : 0;
  return {
    view,
    picked: { shape, places: pickedPlaces(picks, shape), position },
    isElement: false,
    shape: [...view.shape.slice(0, position), ...shape, ...view.shape.slice(position)],
  };
}

/**
 * Strides of a value seen in the shape of a selection.
 *
 * @throws ShapeError when it does not broadcast to it; leading axes of length 1 may be too many.
 */
export function stridesForSelection(value: Strided, shape: readonly number[]): number[] {
  let { shape: own, strides } = value;
  while (own.length > shape.length && own[0] === 1) {
    own = own.slice(1);
    strides = strides.slice(1);
  }
  if (!fits(own, shape)) {
    throw new ShapeError(
      `set: a value of shape ${shapeText(value.shape)} does not broadcast to the selected shape ${shapeText(shape)}`,
    );
  }
  return broadcastStrides({ shape: own, strides, offset: value.offset }, shape);
}
