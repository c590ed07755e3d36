/** Arrays as text: nested brackets, lines of a width, and only the ends of what is long. */

import { elementsOf } from '../array/elements.ts';
import { sizeOf } from '../array/strided.ts';
import { Complex } from '../dtype/complex.ts';
import { type DType, type FloatDType, kindOf, realTypeOf } from '../dtype/dtype.ts';
import { elementReader, type Scalar } from '../dtype/element.ts';
import type { Node } from '../graph/node.ts';
import { elementFormat } from './format-element.ts';
import { floatText } from './format-float.ts';
import type { PrintOptions } from './options.ts';

/** What stands around and between the elements. */
export interface TextStyle {
  readonly separator: string;
  /** What will stand before the text: lines after the first are indented by its length. */
  readonly prefix: string;
  /** What will stand after it. */
  readonly suffix: string;
}

/** Positions along each axis that are shown; undefined stands for those that are left out. */
type ShownAxis = readonly (number | undefined)[];

function shownAxes(shape: readonly number[], { threshold, edgeitems }: PrintOptions): ShownAxis[] {
  const isLong = sizeOf(shape) > threshold;
  return shape.map((length) => {
    const all = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);
    if (!isLong || length <= 2 * edgeitems) return all(0, length);
    return [...all(0, edgeitems), undefined, ...all(length - edgeitems, length)];
  });
}

/** Breaks words into lines. */
class Lines {
  #done = '';
  #line: string;
  readonly #indent: string;
  readonly #width: number;

  constructor(indent: string, width: number) {
    this.#indent = indent;
    this.#line = indent;
    this.#width = width;
  }

  add(word: string, after: string): void {
    const isTooLong = this.#line.length + word.length > this.#width;
    // A line that is empty does not get shorter by a break.
    if (isTooLong && this.#line.length > this.#indent.length) {
      this.#done += `${this.#line.trimEnd()}\n`;
      this.#line = this.#indent;
    }
    this.#line += word + after;
  }

  get text(): string {
    return this.#done + this.#line;
  }
}

interface Layout {
  readonly axes: readonly ShownAxis[];
  readonly separator: string;
  readonly text: (index: readonly number[]) => string;
}

function layOut({ axes, separator, text }: Layout, indent: string, width: number): string {
  const part = (index: readonly number[], hanging: string, room: number): string => {
    const left = axes.length - index.length;
    if (left === 0) return text(index);
    const shown = axes[index.length]!;
    const words = shown.map((at) => (at === undefined ? '...' : part([...index, at], `${hanging} `, room - 1)));
    if (left > 1) return `[${words.join(separator.trimEnd() + '\n'.repeat(left - 1) + hanging)}]`;
    const lines = new Lines(hanging, room - Math.max(separator.trimEnd().length, 1));
    words.forEach((word, at) => lines.add(word, at === words.length - 1 ? '' : separator));
    return `[${lines.text.slice(hanging.length)}]`;
  };
  return part([], indent, width);
}

/** The text of the elements of a node. */
export function elementsText(node: Node, options: PrintOptions, style: TextStyle): string {
  if (node.size === 0) return '[]';
  const { shape, strides, offset, dtype, data } = elementsOf(node);
  const read = elementReader(dtype, data);
  const at = (index: readonly number[]): Scalar =>
    read(index.reduce((place, position, axis) => place + position * strides[axis]!, offset));
  const axes = shownAxes(shape, options);
  const values: Scalar[] = [];
  const collect = (index: readonly number[]): void => {
    if (index.length === shape.length) values.push(at(index));
    else for (const position of axes[index.length]!) if (position !== undefined) collect([...index, position]);
  };
  collect([]);
  const format = elementFormat({ dtype, values, isSingle: shape.length === 0 }, options);
  const layout = { axes, separator: style.separator, text: (index: readonly number[]) => format(at(index)) };
  return layOut(layout, ' '.repeat(style.prefix.length + 1), options.linewidth - style.suffix.length);
}

/** One element by itself, as Python writes it. */
export function scalarText(value: Scalar, dtype: DType): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (!(value instanceof Complex))
    return kindOf(dtype) === 'f' ? floatText(Number(value), dtype as FloatDType) : String(value);
  const type = realTypeOf(dtype) as FloatDType;
  const part = (number: number): string => floatText(number, type).replace(/\.0$/, '');
  const im = part(value.im);
  if (value.re === 0 && !Object.is(value.re, -0)) return `${im}j`;
  return `(${part(value.re)}${/^[-]/.test(im) ? '' : '+'}${im}j)`;
}
