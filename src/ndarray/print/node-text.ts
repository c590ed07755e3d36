/** Nodes as text: as Python's `str` and `repr` have arrays. */

import { elementsOf } from '../array/elements.ts';
import type { DType } from '../dtype/dtype.ts';
import { elementReader } from '../dtype/element.ts';
import type { Node } from '../graph/node.ts';
import { elementsText, scalarText } from './array-text.ts';
import type { PrintOptions } from './options.ts';

/** Dtypes that the elements show by themselves. */
const implied: readonly DType[] = ['int64', 'float64', 'complex128', 'bool'];

/** As NumPy writes a tuple. */
const tuple = (shape: readonly number[]): string => `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;

/** Text of a node as the call that makes it. */
export function reprOfNode(node: Node, options: PrintOptions): string {
  const text = elementsText(node, options, { separator: ', ', prefix: 'array(', suffix: ')' });
  const extras: string[] = [];
  const isFlatEmpty = node.shape.length === 1 && node.shape[0] === 0;
  if ((node.size === 0 && !isFlatEmpty) || node.size > options.threshold) extras.push(`shape=${tuple(node.shape)}`);
  if (!implied.includes(node.dtype) || node.size === 0) extras.push(`dtype=${node.dtype}`);
  if (extras.length === 0) return `array(${text})`;
  const start = `array(${text},`;
  const end = `${extras.join(', ')})`;
  const last = start.length - (start.lastIndexOf('\n') + 1);
  return start + (last + end.length + 1 > options.linewidth ? '\n      ' : ' ') + end;
}

/** Text of a node as Python's `str` has it: a 0-d array looks like its element. */
export function textOfNode(node: Node, options: PrintOptions): string {
  if (node.shape.length > 0) return elementsText(node, options, { separator: ' ', prefix: '', suffix: '' });
  const { dtype, data, offset } = elementsOf(node);
  return scalarText(elementReader(dtype, data)(offset), dtype);
}
