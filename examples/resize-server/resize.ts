/** The worker file of the server: reads a PNG file, makes it smaller, writes a PNG file. It imports no pool. */

import { decode, encode } from 'fast-png';

export interface ResizeRequest {
  readonly png: Uint8Array;
  /** Width of the result in pixels; the height follows. */
  readonly width: number;
}

export interface Resized {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

interface Source {
  readonly data: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** Mean of the source pixels that a pixel of the result covers: a box filter. */
function boxMean(source: Source, box: readonly [left: number, top: number, right: number, bottom: number]): number[] {
  const { data, width, channels } = source;
  const [left, top, right, bottom] = box;
  const sums = new Array<number>(channels).fill(0);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      for (let c = 0; c < channels; c++)
        sums[c] = (sums[c] as number) + (data[(y * width + x) * channels + c] as number);
    }
  }
  const count = (right - left) * (bottom - top);
  return sums.map((sum) => Math.round(sum / count));
}

function shrink(source: Source, width: number): { readonly data: Uint8Array; readonly height: number } {
  const height = Math.max(1, Math.round((source.height * width) / source.width));
  const data = new Uint8Array(width * height * source.channels);
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * source.height) / height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * source.height) / height));
    for (let x = 0; x < width; x++) {
      const left = Math.floor((x * source.width) / width);
      const right = Math.max(left + 1, Math.floor(((x + 1) * source.width) / width));
      data.set(boxMean(source, [left, top, right, bottom]), (y * width + x) * source.channels);
    }
  }
  return { data, height };
}

/** Makes a picture smaller. @throws RangeError when `width` is not between 1 and the width of the picture. */
export default function resize({ png, width }: ResizeRequest): Resized {
  const source = decode(png);
  if (!Number.isInteger(width) || width < 1 || width > source.width) {
    throw new RangeError(`width must be between 1 and ${source.width}, got ${width}`);
  }
  const { data, height } = shrink(source, width);
  return { png: encode({ data, width, height, channels: source.channels as 4 }), width, height };
}

/** What a picture is, without changing it. */
export function describe(png: Uint8Array): { readonly width: number; readonly height: number; readonly depth: number } {
  const { width, height, depth } = decode(png);
  return { width, height, depth };
}
