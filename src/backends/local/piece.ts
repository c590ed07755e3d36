import { taskIndex } from '../../core/task.ts';
import type { LocalRun } from './local-run.ts';

/** Consecutive positions of a batch that travel together: all of it at first, what is left of it after a worker was lost. */
export interface Piece {
  readonly run: LocalRun;
  readonly from: number;
  readonly to: number;
  /** One of these tasks took a worker down, or may: note each of them, and run nothing beside them. */
  readonly exact: boolean;
  /** How often a worker was lost while it prepared this piece, before any task ran. */
  readonly unprepared: number;
  /** How often a worker was lost with this piece, by no fault of its own. */
  readonly bystander: number;
}

/** The whole batch of a run. */
export const wholePiece = (run: LocalRun): Piece => ({
  run,
  from: 0,
  to: run.batch.count,
  exact: run.batch.alone === true,
  unprepared: 0,
  bystander: 0,
});

/** Whether any worker may run it. */
export const isUnbound = ({ run: { batch } }: Piece): boolean => batch.worker === undefined && batch.key === undefined;

/** The part of a piece between two positions; undefined when that is empty. */
export const part = (piece: Piece, from: number, to: number): Piece | undefined =>
  from < to ? { ...piece, from, to } : undefined;

/** What is left of a piece without some of its positions, which are in ascending order. */
export function without(piece: Piece, positions: readonly number[]): Piece[] {
  const left: (Piece | undefined)[] = [];
  let from = piece.from;
  for (const position of positions) {
    left.push(part(piece, from, position));
    from = position + 1;
  }
  left.push(part(piece, from, piece.to));
  return left.filter((found) => found !== undefined);
}

/** The positions of a piece that are meant by task indices; all when `indices` is undefined. */
export function positionsOf(piece: Piece, indices: ReadonlySet<number> | undefined): number[] {
  const found: number[] = [];
  for (let i = piece.from; i < piece.to; i++) {
    if (indices === undefined || indices.has(taskIndex(piece.run.batch, i))) found.push(i);
  }
  return found;
}
