import { move } from 'piscina';
import { produce as make } from '../../../dispatch/work.mjs';

/** A result whose memory moves to the caller instead of being copied. */
export const produce = (length) => move(make(length));
