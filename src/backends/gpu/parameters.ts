import { InvalidOptionError } from '../../core/errors.ts';
import { elementBytes } from '../../core/kernel.ts';
import type { ScalarSignature, WgslArtifact } from '../../core/kernel.ts';

/** Uniform blocks are whole multiples of this, in bytes. */
const BLOCK_STEP = 16;

/** Words before the numbers of elements: three axes, the parts of a reduction, and a zero. */
const HEAD_WORDS = 5;
const PARTS_WORD = 3;

const words = new ArrayBuffer(4);
const asFloat = new Float32Array(words);
const asInteger = new Int32Array(words);
const asWord = new Uint32Array(words);

/** A scalar as the word that the shader reads. */
function wordOf(type: ScalarSignature['type'], value: number | bigint): number {
  if (type === 'f32') asFloat[0] = Number(value);
  else asInteger[0] = Number(BigInt.asIntN(32, BigInt(typeof value === 'bigint' ? value : Math.trunc(value) || 0)));
  return asWord[0]!;
}

/** What a shader is told about a call. */
export interface CallFacts {
  readonly size: readonly number[];
  readonly parts: number;
  /** Length of each buffer in bytes, as allocated: what is bound may be longer by up to three. */
  readonly byteLengths: readonly number[];
  readonly scalars: readonly (number | bigint)[];
}

/**
 * The uniform block of a call, as {@link WgslArtifact} tells.
 *
 * @throws InvalidOptionError when the scalars are not as many as the kernel has.
 */
export function parameterBlock(artifact: WgslArtifact, facts: CallFacts): Uint32Array<ArrayBuffer> {
  const { buffers, name, scalars } = artifact;
  if (scalars.length !== facts.scalars.length) {
    throw new InvalidOptionError(`"${name}" takes ${scalars.length} scalars, got ${facts.scalars.length}`);
  }
  const used = (HEAD_WORDS + buffers.length + scalars.length) * 4;
  const block = new Uint32Array((Math.ceil(used / BLOCK_STEP) * BLOCK_STEP) / 4);
  for (let axis = 0; axis < PARTS_WORD; axis++) block[axis] = facts.size[axis] ?? 1;
  block[PARTS_WORD] = facts.parts;
  buffers.forEach(({ element }, index) => {
    block[HEAD_WORDS + index] = Math.floor(facts.byteLengths[index]! / elementBytes[element]);
  });
  scalars.forEach(({ type }, index) => {
    block[HEAD_WORDS + buffers.length + index] = wordOf(type, facts.scalars[index]!);
  });
  return block;
}
