/** What capturing functions needs, in one place: a part of the library that is loaded when the first function is captured. */

import { refuseWrites as refuseWritesTo } from '../closure/writes.ts';
import { holdsMarks } from '../memory/lift-marks.ts';

export { createCallCodec } from '../closure/call-codec.ts';
export { travelsAlone } from '../closure/capture-free.ts';
export { locationKey } from '../closure/location-key.ts';
export { openBlobStore } from '../memory/blob-store.ts';

/** Refuses what backends that copy nothing could run, and others not. */
export const refuseWrites = (fn: Parameters<typeof refuseWritesTo>[0]): void => refuseWritesTo(fn, holdsMarks);
