/** What capturing functions needs, in one place: a part of the library that is loaded when the first function is captured. */

export { createCallCodec } from './call-codec.ts';
export { travelsAlone } from './capture-free.ts';
export { locationKey } from './location-key.ts';
export { refuseWrites } from './writes.ts';
