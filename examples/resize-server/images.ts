/** Pictures for the demonstration: each number gives another one, always the same. */

import { encode } from 'fast-png';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and alpha of each pixel, row by row. */
  readonly data: Uint8Array;
}

/** A numbered picture: waves in three colours and a little noise, so that it is neither flat nor random. */
export function drawPicture(number: number, width: number, height: number): Picture {
  const data = new Uint8Array(width * height * 4);
  let noise = number * 2_654_435_761 + 1;
  for (let at = 0; at < data.length; at += 4) {
    const x = (at / 4) % width;
    const y = Math.floor(at / 4 / width);
    noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) >>> 0;
    data[at] = 128 + 100 * Math.sin((x + number * 7) / 23);
    data[at + 1] = 128 + 100 * Math.sin((y + number * 3) / 17);
    data[at + 2] = 128 + 100 * Math.sin((x + y) / (11 + number));
    data[at] = (data[at] as number) ^ (noise >>> 29);
    data[at + 3] = 255;
  }
  return { width, height, data };
}

/** A numbered picture as a PNG file. */
export const drawPng = (number: number, width: number, height: number): Uint8Array =>
  encode(drawPicture(number, width, height));
