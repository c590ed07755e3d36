/**
 * Views of expressions that are not computed yet: `(a * b).T` is computed as `a.T * b.T`, in the kernel of what reads it, where all arrays of the
 * expression lie as its result would. The view itself is not touched: whoever looks at it gets the memory of the expression.
 */

import { isSameShape } from '../array/broadcast.ts';
import { type ExpandedView, Node, type NodeKind, packedStrides } from '../graph/node.ts';

/** Longer expressions are computed once rather than in each kernel that shows them. */
const MAX_OPS = 16;

/** Whether elements lie as those of a packed array with these strides would. */
function liesAs(
  node: Node,
  { shape, strides }: { readonly shape: readonly number[]; readonly strides: readonly number[] },
): boolean {
  return (
    node.shape.length === shape.length &&
    shape.every((length, axis) => node.shape[axis] === length && (length === 1 || node.strides[axis] === strides[axis]))
  );
}

/** Puts one expression together. */
class Expansion implements ExpandedView {
  readonly #view: Node;
  readonly #base: { readonly shape: readonly number[]; readonly strides: readonly number[] };
  readonly #known = new Map<Node, Node>();
  readonly #kinds: NodeKind[] = [];
  #ops = 0;
  readonly result: Node | null;

  constructor(view: Node, base: Node) {
    this.#view = view;
    this.#base = { shape: base.shape, strides: packedStrides(base) };
    this.result = this.#node(base);
    for (const node of this.#known.keys()) this.#kinds.push(node.kind);
  }

  isCurrent(): boolean {
    let at = 0;
    for (const node of this.#known.keys()) if (node.kind !== this.#kinds[at++]) return false;
    return true;
  }

  /** The node as the view shows it; null where that cannot be. */
  #node(node: Node): Node | null {
    let found = this.#known.get(node) ?? null;
    if (found !== null) return found;
    if (node.kind === 'constant') return node;
    if (node.kind === 'stored') found = this.#leaf(node);
    else if (node.kind === 'elementwise') found = this.#op(node);
    if (found !== null) this.#known.set(node, found);
    return found;
  }

  #leaf(leaf: Node): Node | null {
    if (!liesAs(leaf, this.#base)) return null;
    const seen = this.#like('stored', leaf);
    seen.storage = leaf.storage;
    seen.offset = leaf.offset + this.#view.offset;
    seen.strides = this.#view.strides;
    return seen;
  }

  #op(op: Node): Node | null {
    const { shape } = this.#base;
    if (!isSameShape(op.shape, shape) || op.dtype === 'float16' || op.inputs.length === 0 || ++this.#ops > MAX_OPS)
      return null;
    const inputs: Node[] = [];
    for (const input of op.inputs) {
      const seen = this.#node(input);
      if (seen === null) return null;
      inputs.push(seen);
    }
    const made = this.#like('elementwise', op);
    made.op = op.op;
    made.inputs = inputs;
    return made;
  }

  #like(kind: 'stored' | 'elementwise', { dtype }: Node): Node {
    const made = new Node(kind, { dtype, shape: this.#view.shape }, this.#view.order);
    // Nobody drops it: it holds no memory of its own.
    made.handles = 1;
    return made;
  }
}

/**
 * The expression that a view shows, as one of views of the arrays it reads; null where the view is needed as it is: it repeats elements, somebody
 * else needs what it is a view of, or that is more than operations on elements of arrays that lie alike.
 */
export function expand(view: Node): Node | null {
  if (view.kind !== 'view') return null;
  const base = view.inputs[0]!;
  if (base.kind !== 'elementwise' || base.consumers > 1 || view.size > base.size) return null;
  if (view.expanded?.isCurrent() !== true) view.expanded = new Expansion(view, base);
  return view.expanded.result;
}

/** Marks a view that was computed as a part of a kernel, and what it shows, as steps of that. */
export function markInlined(view: Node): void {
  const stack = [view];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    node.wasInlined = true;
    for (const input of node.inputs) if (input.isPending && !input.wasInlined) stack.push(input);
  }
}
