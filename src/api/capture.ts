/** What capturing functions needs, in one place: a part of the library that is loaded when the first function is captured. */

export { createCallCodec } from '../closure/call-codec.ts';
export { travelsAlone } from '../closure/capture-free.ts';
export { locationKey } from '../closure/location-key.ts';
export { refuseWrites } from '../closure/writes.ts';
export { openBlobStore } from '../memory/blob-store.ts';
