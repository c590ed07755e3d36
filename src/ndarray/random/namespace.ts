/** What `np.random` is. */

export { BitGenerator } from './bit-generator.ts';
export type { CongruentialState } from './congruential.ts';
export { Generator, defaultRng } from './generator.ts';
export type { ChoiceOptions, ExponentialOptions, IntegersOptions, StandardOptions } from './generator-options.ts';
export type { Draw0, Draw1, Draw2, Draw3, GeneratorDistributions, LocScale } from './generator-methods.ts';
export type { Param, Size, SizeOption } from './arguments.ts';
export { MT19937 } from './mt19937.ts';
export type { MT19937State } from './mt19937.ts';
export { PCG64 } from './pcg64.ts';
export type { PCG64State } from './pcg64.ts';
export { PCG64DXSM } from './pcg64dxsm.ts';
export type { PCG64DXSMState } from './pcg64dxsm.ts';
export { Philox } from './philox.ts';
export type { PhiloxOptions, PhiloxState } from './philox.ts';
export { SFC64 } from './sfc64.ts';
export type { SFC64State } from './sfc64.ts';
export { SeedSequence } from './seed-sequence.ts';
export type { Seed, SeedSequenceOptions } from './seed-sequence.ts';
