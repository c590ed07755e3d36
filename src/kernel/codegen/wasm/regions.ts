import type { Block } from '../../ir/types.ts';

/** An instruction's position. */
export interface Place {
  readonly block: Block;
  readonly at: number;
}

/**
 * A part of a kernel that fewer lanes may run than what is around it: a branch on a value that differs between lanes, or a loop
 * that lanes leave at different times.
 */
export class Region {
  readonly parent: Region | null;
  /** Where a loop is, when this is one that lanes leave at different times. */
  readonly place: Place | null;

  constructor(parent: Region | null, place: Place | null = null) {
    this.parent = parent;
    this.place = place;
  }

  /** Whether this is another region or lies inside it. */
  isInside(other: Region): boolean {
    return this === other || (this.parent?.isInside(other) ?? false);
  }
}
