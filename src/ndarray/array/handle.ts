/** What an array is to code that arrays are made of: a handle of a node of the graph. */

import type { Node } from '../graph/node.ts';

/** Base of the class of arrays, for modules that the class itself depends on. */
export class ArrayHandle {
  /**
   * The node with the elements, or with how to compute them. Not for users: it changes with the library.
   *
   * @hidden
   */
  readonly node: Node;

  /** @hidden */
  constructor(node: Node) {
    this.node = node;
    node.handles++;
  }
}
