import { Tinypool } from 'tinypool';
import { produce as make } from '../../../dispatch/work.mjs';

/** A result whose memory moves to the caller instead of being copied. */
export const produce = (length) => Tinypool.move(make(length));
