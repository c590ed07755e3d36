/**
 * Typed arrays whose memory is a block of an arena. Kernels on threads use them in place.
 *
 * Each array has a `SharedArrayBuffer` object of its own over the arena's memory. All views that are made of the array hold that
 * object, so when it is collected nobody can see the block any more, and it is free again.
 */

import { DisposedError } from '../core/errors.ts';
import { type Arenas, type Block, commonArenas } from './arenas.ts';
import { SharedBlock } from './shared-block.ts';

/** Blocks by the buffer object that is theirs alone. */
const blocks = new WeakMap<ArrayBufferLike, SharedBlock>();

const collected = new FinalizationRegistry<SharedBlock>((block) => block.dispose());

/** Bytes of an arena, as an array that keeps them in use for as long as a view of them can be reached. */
export function arenaBytes(
  byteLength: number,
  { zeroed = true, arenas = commonArenas }: { readonly zeroed?: boolean; readonly arenas?: Arenas } = {},
): Uint8Array<SharedArrayBuffer> {
  const block = new SharedBlock(arenas.place(byteLength, { zeroed }));
  // A clone of shared memory is another object for the same bytes.
  const buffer = structuredClone(block.arena.memory.buffer);
  blocks.set(buffer, block);
  collected.register(buffer, block, block);
  return new Uint8Array(buffer, block.address, byteLength);
}

/** Where a view lies in an arena; undefined when it does not. @throws DisposedError when the array was disposed. */
export function arenaPlace(view: ArrayBufferView): Block | undefined {
  const block = blocks.get(view.buffer);
  if (block === undefined) return undefined;
  if (block.isDisposed) throw new DisposedError('this kernel array was disposed; make another one');
  return { arena: block.arena, address: view.byteOffset };
}

/** Keeps the block of a view in use, even when it is disposed meanwhile. @returns Lets go of it. */
export function holdArenaBlock(view: ArrayBufferView): () => void {
  const block = blocks.get(view.buffer);
  if (block === undefined) return () => undefined;
  block.hold();
  let isHeld = true;
  return () => {
    if (isHeld) block.release();
    isHeld = false;
  };
}

/** Whether a view lies in an arena. */
export const isInArena = (view: ArrayBufferView): boolean => blocks.has(view.buffer);

/** Frees the block of a view, when what uses it is done. Views of it must not be looked at any more. Safe to call twice. */
export function disposeArenaBytes(view: ArrayBufferView): void {
  const block = blocks.get(view.buffer);
  if (block === undefined) return;
  collected.unregister(block);
  block.dispose();
}
