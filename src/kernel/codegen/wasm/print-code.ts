import type { ByteReader } from './byte-reader.ts';
import { laneOps, memoryLaneOps, memoryOps, plainOps } from './op-table.ts';

/** Prints the immediates of one instruction. */
type Immediates = (reader: ByteReader) => string;

interface Instruction {
  readonly name: string;
  readonly immediates: Immediates;
}

const none: Immediates = () => '';
const index: Immediates = (reader) => ` ${reader.unsigned()}`;
const lane: Immediates = (reader) => ` ${reader.byte()}`;

/** As the text format prints numbers, with -0, NaN and infinities by their names there. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (Object.is(value, -0)) return '-0';
  return String(value).replace('Infinity', 'inf');
}

function place(natural: number): Immediates {
  return (reader) => {
    const flags = reader.unsigned();
    const memory = (flags & 0x40) === 0 ? 0 : reader.unsigned();
    const offset = reader.unsigned();
    const align = flags & 0x3f;
    const parts = [
      memory === 0 ? '' : ` ${memory}`,
      offset === 0 ? '' : ` offset=${offset}`,
      align === natural ? '' : ` align=${2 ** align}`,
    ];
    return parts.join('');
  };
}

const hexWord = (reader: ByteReader): string => `0x${reader.word().toString(16).padStart(8, '0')}`;

const special: readonly (readonly [code: number, name: string, immediates: Immediates])[] = [
  [0x0c, 'br', index],
  [0x0d, 'br_if', index],
  [0x10, 'call', index],
  [0x20, 'local.get', index],
  [0x21, 'local.set', index],
  [0x22, 'local.tee', index],
  [0x41, 'i32.const', (reader) => ` ${reader.signed()}`],
  [0x42, 'i64.const', (reader) => ` ${reader.signed()}`],
  [0x43, 'f32.const', (reader) => ` ${numberText(reader.float32())}`],
  [0x44, 'f64.const', (reader) => ` ${numberText(reader.float64())}`],
  [0xfd000c, 'v128.const', (reader) => ` i32x4 ${[1, 2, 3, 4].map(() => hexWord(reader)).join(' ')}`],
  [0xfd000d, 'i8x16.shuffle', (reader) => ` ${[...reader.take(16)].join(' ')}`],
];

function allInstructions(): Map<number, Instruction> {
  const all = new Map<number, Instruction>();
  for (const [code, name, immediates] of special) all.set(code, { name, immediates });
  for (const [name, code] of Object.entries(plainOps)) all.set(code, { name, immediates: none });
  for (const [name, code] of Object.entries(laneOps)) all.set(code, { name, immediates: lane });
  for (const [name, [code, natural]] of Object.entries(memoryOps)) all.set(code, { name, immediates: place(natural) });
  for (const [name, [code, natural]] of Object.entries(memoryLaneOps)) {
    const where = place(natural);
    all.set(code, { name, immediates: (reader) => `${where(reader)} ${reader.byte()}` });
  }
  return all;
}

let instructions: Map<number, Instruction> | undefined;

const opensBlock: { readonly [code: number]: string } = { 0x02: 'block', 0x03: 'loop', 0x04: 'if' };
const ELSE = 0x05;
const END = 0x0b;

function readCode(reader: ByteReader): number {
  const first = reader.byte();
  return first < 0xfc ? first : (first << 16) | reader.unsigned();
}

/**
 * Prints the instructions of a body, indented by their nesting, up to and without the `end` that closes it.
 *
 * @throws RangeError for a code that no table of ours has: the bytes are then not from our encoder.
 */
export function printCode(reader: ByteReader, indent: string): string[] {
  instructions ??= allInstructions();
  const lines: string[] = [];
  for (let depth = 0; ;) {
    const code = readCode(reader);
    const pad = indent + '  '.repeat(depth);
    if (opensBlock[code] !== undefined) {
      reader.byte(); // the type of the block: ours give nothing
      lines.push(pad + opensBlock[code]);
      depth++;
    } else if (code === ELSE) lines.push(`${pad.slice(2)}else`);
    else if (code === END) {
      if (depth-- === 0) return lines;
      lines.push(`${pad.slice(2)}end`);
    } else {
      const found = instructions.get(code);
      if (found === undefined)
        throw new RangeError(`0x${code.toString(16)} at byte ${reader.at} is no known instruction`);
      lines.push(pad + found.name + found.immediates(reader));
    }
  }
}
