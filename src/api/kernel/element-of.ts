import type { ElementType } from '../../core/kernel.ts';
import { typedArrayElements } from '../../kernel/frontend/typed-arrays.ts';

/** The element type of a typed array; undefined for anything else. */
export function elementOf(value: unknown): { readonly element: ElementType; readonly clamped?: boolean } | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  return typedArrayElements[(value as unknown as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] ?? ''];
}
