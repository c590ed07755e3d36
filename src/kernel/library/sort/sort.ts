/**
 * Stable sorting by the digits of keys, from the lowest to the highest, over blocks of rows that threads share: each block counts its
 * digits, the counts of all blocks of a row become places, and each block moves its elements there. Blocks do not depend on threads, and
 * the order of equal elements is kept, so there is one result.
 *
 * Source: Knuth, The Art of Computer Programming, volume 3, 5.2.5; Zagha and Blelloch, Radix Sort for Vector Multiprocessors (1991).
 */

import type { BufferSignature, ElementType, WasmArtifact } from '../../../core/kernel.ts';
import { handWritten } from '../hand-written.ts';
import { SortKeyCode } from './keys.ts';
import { type SortPass, writeCount, writeMove, writePlaces } from './passes.ts';
import { scalarsOf } from './blocks.ts';
import { writeSurvey } from './survey.ts';

const buffer = (name: string, element: ElementType, access: BufferSignature['access']): BufferSignature => ({
  name,
  element,
  access,
});

const keyElement = (keys: SortKeyCode): ElementType => (keys.type === 'i64' ? 'u64' : 'u32');

/**
 * What is to be known of keys before they are sorted. Buffers: source, counts of the digit of so many bits at the shift (not used without one), and 3
 * words (u64) for each unit; sizes: units, elements of each.
 */
export function surveyKernel(element: ElementType, digit: number | undefined): WasmArtifact {
  const keys = new SortKeyCode(element);
  return handWritten({
    name: `sort survey ${element} ${digit ?? 'without counts'}`,
    buffers: [buffer('from', element, 'read'), buffer('counts', 'u32', 'readwrite'), buffer('survey', 'u64', 'write')],
    scalars: scalarsOf(keys),
    cost: digit === undefined ? 6 : 9,
    write: (writer, unit) => writeSurvey(writer, unit, { keys, digit }),
  });
}

/** From counts of digits to places. Buffer: counts; sizes: rows, counts of each. */
export const placesKernel = (bits: number): WasmArtifact =>
  handWritten({
    name: `sort places ${bits}`,
    buffers: [buffer('counts', 'u32', 'readwrite')],
    scalars: scalarsOf(new SortKeyCode('u32')),
    cost: 5,
    write: (writer, unit) => writePlaces(writer, unit, bits),
  });

const passName = ({ element, bits, isFirst, isLast, hasPlaces }: SortPass): string =>
  `${element} ${bits}${isFirst ? ' first' : ''}${isLast ? ' last' : ''}${hasPlaces ? ' places' : ''}`;

/** Counts digits. Buffers: elements or keys, counts; sizes: units, elements of each. */
export function countKernel(pass: SortPass): WasmArtifact {
  const keys = new SortKeyCode(pass.element);
  return handWritten({
    name: `sort count ${passName(pass)}`,
    buffers: [
      buffer('from', pass.isFirst ? pass.element : keyElement(keys), 'read'),
      buffer('counts', 'u32', 'readwrite'),
    ],
    scalars: scalarsOf(keys),
    cost: 5,
    write: (writer, unit) => writeCount(writer, unit, { keys, pass }),
  });
}

/**
 * Moves elements. Buffers: elements or keys, counts, where they go (not used by the last pass with places); with places also those of the
 * pass before (u32, not used by the first) and those that are written (u32, int64 in the last pass). Sizes: units, elements of each.
 */
export function moveKernel(pass: SortPass): WasmArtifact {
  const keys = new SortKeyCode(pass.element);
  const places = [buffer('fromPlaces', 'u32', 'read'), buffer('toPlaces', pass.isLast ? 'i64' : 'u32', 'readwrite')];
  return handWritten({
    name: `sort move ${passName(pass)}`,
    buffers: [
      buffer('from', pass.isFirst ? pass.element : keyElement(keys), 'read'),
      buffer('counts', 'u32', 'readwrite'),
      buffer('to', pass.isLast ? pass.element : keyElement(keys), 'readwrite'),
      ...(pass.hasPlaces ? places : []),
    ],
    scalars: scalarsOf(keys),
    cost: 9,
    write: (writer, unit) => writeMove(writer, unit, { keys, pass }),
  });
}
