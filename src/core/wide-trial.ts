/** What a child process is asked when a kernel is tried in V8's 256-bit mode, and what it answers. */

import type { ElementType } from './kernel.ts';

/** A module, memory to run it on, and what to run. */
export interface WideTrial {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The module for the 256-bit mode. */
  readonly wideBytes: Uint8Array<ArrayBuffer>;
  /** The memory before the run. */
  readonly image: Uint8Array;
  readonly calls: readonly { readonly entry: string; readonly values: readonly number[] }[];
  /** What has to be the same. */
  readonly outputs: readonly { readonly element: ElementType; readonly offset: number; readonly byteLength: number }[];
}

/** The best times of both modes, in milliseconds, and whether they gave the same. */
export interface WideVerdict {
  readonly isSame: boolean;
  readonly plainMs: number;
  readonly wideMs: number;
}
