/**
 * Random JavaScript functions `(i, j, k) => void` over captured arrays of all kinds, which compute the same in JavaScript and in a kernel:
 * integers are kept in 32 bits by `| 0` and `>>> 0`, bigints in 64 by `BigInt.asIntN`, floats are doubles by `f64`, because
 * literals among themselves may turn out whole, and whole numbers are integers. Each
 * iteration writes its own elements only, or adds to counters.
 */

import { Dice } from './random-kernel.ts';

type Kind = 'int' | 'uint' | 'float' | 'big';

/** What a program may name, and what is in it. */
export interface ArrayProgram {
  readonly text: string;
  readonly size: readonly number[];
  /** Kinds of arrays by name: `in_...` are read, `out_...` written at the own place, `count_...` written by atomics. */
  readonly arrays: ReadonlyMap<
    string,
    { readonly kind: string; readonly length: number; readonly shape?: readonly number[] }
  >;
}

const INPUT = 16;
const MAX_ARRAYS = 9;
const elementKinds: { readonly [array: string]: Kind } = {
  Int8Array: 'int',
  Uint8Array: 'int',
  Uint8ClampedArray: 'int',
  Int16Array: 'int',
  Uint16Array: 'int',
  Int32Array: 'int',
  Uint32Array: 'uint',
  Float32Array: 'float',
  Float64Array: 'float',
  BigInt64Array: 'big',
};
const intArrays = Object.keys(elementKinds).filter((name) => elementKinds[name] === 'int');

interface Name {
  readonly name: string;
  readonly kind: Kind;
  readonly isFixed: boolean;
}

/** Which kinds a program computes with: a GPU has integers of 32 bits only that are exact. */
export interface ArrayFunctionOptions {
  readonly kinds?: readonly Kind[];
}

class Writer {
  readonly #dice: Dice;
  readonly #kinds: readonly Kind[];
  readonly #size: readonly number[];
  readonly #arrays = new Map<string, { kind: string; length: number; shape?: readonly number[] }>();
  readonly #locals: { readonly name: string; readonly kind: Kind; readonly axes: readonly number[] }[] = [];
  readonly #helpers: { readonly name: string; readonly result: Kind; readonly kinds: readonly Kind[] }[] = [];
  /** What counts in an array: one operation for all, because different ones do not commute. */
  readonly #counters = new Map<string, string>();
  #names: Name[] = [];
  #labels: string[] = [];
  #loops = 0;
  #count = 0;
  #calls = 5;
  #budget = 30;

  constructor(seed: number, { kinds = ['int', 'uint', 'float', 'big'] }: ArrayFunctionOptions) {
    this.#dice = new Dice(seed);
    this.#kinds = kinds;
    const rank = 1 + this.#dice.below(3);
    this.#size = [[37], [5, 9], [3, 4, 5]][rank - 1]!;
  }

  #fresh(prefix: string): string {
    return `${prefix}${this.#count++}`;
  }

  #any(): Kind {
    return this.#dice.pick(this.#kinds);
  }

  #has(kind: Kind): boolean {
    return this.#kinds.includes(kind);
  }

  #named(kind: Kind, isWritten = false): string | null {
    const fitting = this.#names.filter((one) => one.kind === kind && !(isWritten && one.isFixed));
    return fitting.length === 0 ? null : this.#dice.pick(fitting).name;
  }

  /** A GPU binds a dozen arrays at most. */
  #isFull(name: string): boolean {
    return this.#arrays.size >= MAX_ARRAYS && !this.#arrays.has(name);
  }

  /** A captured array of a kind, with one to three axes of 16 elements. */
  #input(kind: Kind): string {
    const dice = this.#dice;
    const array = dice.pick(Object.keys(elementKinds).filter((name) => elementKinds[name] === kind));
    const shape = dice.pick([[INPUT], [INPUT], [4, 4], [2, 2, 4]]);
    const name = `in_${array}_${shape.length}`;
    if (this.#isFull(name)) return this.#expr(kind, 0);
    this.#arrays.set(name, { kind: array, length: INPUT, ...(shape.length > 1 ? { shape } : {}) });
    const element = `${name}${shape.map((length) => `[${this.#int(1)} & ${length - 1}]`).join('')}`;
    return array === 'Float32Array' ? `f64(${element})` : element;
  }

  #local(kind: Kind): string | null {
    const fitting = this.#locals.filter((one) => one.kind === kind);
    return fitting.length === 0 ? null : this.#element(this.#dice.pick(fitting));
  }

  #element({ name, axes }: { readonly name: string; readonly axes: readonly number[] }): string {
    return `${name}${axes.map((length) => `[${this.#int(0)} & ${length - 1}]`).join('')}`;
  }

  #expr(kind: Kind, depth: number): string {
    if (kind === 'int') return this.#int(depth);
    if (kind === 'uint') return this.#uint(depth);
    return kind === 'float' ? this.#float(depth) : this.#big(depth);
  }

  #int(depth: number): string {
    const dice = this.#dice;
    if (depth <= 0) return this.#named('int') ?? String(dice.below(20) - 5);
    const inner = (): string => this.#int(depth - 1);
    const forms: (() => string)[] = [
      () => String(dice.pick([0, 1, -1, 255, 32768, 2147483647, -2147483648, dice.below(1000)])),
      () => this.#named('int') ?? '3',
      () => `((${inner()} ${dice.pick(['+', '-'])} ${inner()}) | 0)`,
      () => `Math.imul(${inner()}, ${inner()})`,
      () => `(${inner()} ${dice.pick(['&', '|', '^', '<<', '>>'])} ${inner()})`,
      () => `((${inner()} % ${dice.pick(['3', '-5', `(${inner()} | 1)`])}) | 0)`,
      () => `((${inner()} / ${dice.pick(['3', '8', inner()])}) | 0)`,
      () => `Math.${dice.pick(['min', 'max'])}(${inner()}, ${inner()}, ${inner()})`,
      () => `Math.clz32(${inner()})`,
      () => `(${this.#bool(depth - 1)} ? ${inner()} : ${inner()})`,
      () => this.#input('int'),
      () => this.#local('int') ?? inner(),
      () => this.#call('int', depth) ?? inner(),
      () => this.#assignment('int', depth) ?? inner(),
      () => `(${dice.pick(['+', '-', '~'])}(${inner()}) | 0)`,
      () => `(${this.#bool(depth - 1)}, ${inner()})`,
      ...(this.#has('uint') ? [() => `(${this.#uint(depth - 1)} | 0)`] : []),
      ...(this.#has('float') ? [() => `((${this.#float(depth - 1)}) | 0)`] : []),
      ...(this.#has('big') ? [() => `(Number(${this.#big(depth - 1)} & 65535n) | 0)`] : []),
    ];
    return dice.pick(forms)();
  }

  #uint(depth: number): string {
    const dice = this.#dice;
    if (depth <= 0) return this.#named('uint') ?? `(${this.#int(0)} >>> 0)`;
    const inner = (): string => this.#uint(depth - 1);
    const forms: (() => string)[] = [
      () => this.#named('uint') ?? '4000000000',
      () => `((${inner()} ${dice.pick(['+', '-'])} ${inner()}) >>> 0)`,
      () => `(${this.#int(depth - 1)} >>> ${dice.pick(['0', '1', '31', this.#int(0)])})`,
      () => `(${inner()} >>> ${this.#int(0)})`,
      () => `((${inner()} % ((${inner()} | 1) >>> 0)) >>> 0)`,
      () => `((${inner()} / ${dice.pick(['3', '65536', '((7 | 1) >>> 0)'])}) >>> 0)`,
      () => `Math.${dice.pick(['min', 'max'])}(${inner()}, ${inner()})`,
      () => `(${this.#bool(depth - 1)} ? ${inner()} : ${inner()})`,
      () => this.#input('uint'),
      () => this.#local('uint') ?? inner(),
      () => this.#call('uint', depth) ?? inner(),
    ];
    return dice.pick(forms)();
  }

  #float(depth: number): string {
    const dice = this.#dice;
    if (depth <= 0) return this.#named('float') ?? dice.pick(['0.5', '2.25', '-1.5', 'f64(1e10)']);
    const inner = (): string => this.#float(depth - 1);
    const forms: (() => string)[] = [
      () => dice.pick(['0.5', 'f64(-2.25)', '1e-3', 'NaN', 'f64(1e300)', '-0', 'Infinity']),
      () => this.#named('float') ?? '0.25',
      () => `(f64(${inner()}) ${dice.pick(['+', '-', '*', '/', '%'])} ${inner()})`,
      () => `(f64(${inner()}) ${dice.pick(['+', '-', '*', '/'])} ${this.#int(depth - 1)})`,
      () => `Math.${dice.pick(['floor', 'ceil', 'trunc', 'round', 'abs', 'sqrt', 'sign', 'fround'])}(f64(${inner()}))`,
      () => `Math.${dice.pick(['min', 'max'])}(${inner()}, ${inner()})`,
      () => `(${this.#bool(depth - 1)} ? ${inner()} : ${inner()})`,
      () => this.#input('float'),
      () => this.#local('float') ?? inner(),
      () => this.#call('float', depth) ?? inner(),
      () => this.#assignment('float', depth) ?? inner(),
      ...(this.#has('big') ? [() => `(Number(${this.#big(depth - 1)}) * 0.5)`] : []),
      ...(this.#has('uint') ? [() => `(${this.#uint(depth - 1)} + 0.25)`] : []),
    ];
    return dice.pick(forms)();
  }

  #big(depth: number): string {
    const dice = this.#dice;
    if (depth <= 0) return this.#named('big') ?? `${dice.below(100) - 30}n`;
    const inner = (): string => this.#big(depth - 1);
    const cut = (text: string): string => `BigInt.asIntN(64, ${text})`;
    const forms: (() => string)[] = [
      () => dice.pick(['0n', '-1n', '9223372036854775807n', '-9223372036854775808n', '4294967296n']),
      () => this.#named('big') ?? '7n',
      () => cut(`${inner()} ${dice.pick(['+', '-', '*'])} ${inner()}`),
      () => cut(`${inner()} ${dice.pick(['/', '%'])} (${inner()} | 1n)`),
      () => `(${inner()} ${dice.pick(['&', '|', '^'])} ${inner()})`,
      () => cut(`${inner()} ${dice.pick(['<<', '>>'])} ${dice.below(64)}n`),
      () => `(${this.#bool(depth - 1)} ? ${inner()} : ${inner()})`,
      () => `BigInt(${this.#int(depth - 1)})`,
      () => cut(`${dice.pick(['-', '~'])}(${inner()})`),
      () => this.#input('big'),
      () => this.#local('big') ?? inner(),
      () => this.#call('big', depth) ?? inner(),
    ];
    return dice.pick(forms)();
  }

  #bool(depth: number): string {
    const dice = this.#dice;
    if (depth <= 0) return `${this.#int(0)} > ${dice.below(5)}`;
    const kind = this.#any();
    const sign = dice.pick(['<', '<=', '>', '>=', '===', '!==']);
    const forms: (() => string)[] = [
      () => `${this.#expr(kind, depth - 1)} ${sign} ${this.#expr(kind, depth - 1)}`,
      () => `!(${this.#expr(kind, depth - 1)})`,
      () => `(${this.#bool(depth - 1)} ${dice.pick(['&&', '||'])} ${this.#bool(depth - 1)})`,
      () => `Boolean(${this.#expr(kind, depth - 1)})`,
    ];
    return `(${dice.pick(forms)()})`;
  }

  #call(kind: Kind, depth: number): string | null {
    const fitting = this.#helpers.filter((one) => one.result === kind);
    if (fitting.length === 0 || this.#calls-- <= 0) return null;
    const { name, kinds } = this.#dice.pick(fitting);
    return `${name}(${kinds.map((one) => this.#expr(one, Math.min(depth - 1, 1))).join(', ')})`;
  }

  #assignment(kind: 'int' | 'float', depth: number): string | null {
    const name = this.#named(kind, true);
    if (name === null || !this.#dice.chance(0.5)) return null;
    const signs = kind === 'int' ? ['=', '&=', '|=', '^=', '<<=', '>>='] : ['=', '+=', '-=', '*='];
    return `(${name} ${this.#dice.pick(signs)} ${this.#expr(kind, depth - 1)})`;
  }

  #block(depth: number): string {
    const [names, locals] = [this.#names, this.#locals.length];
    this.#names = [...names];
    const lines = Array.from({ length: 1 + this.#dice.below(3) }, () => this.#statement(depth));
    this.#names = names;
    this.#locals.length = locals;
    return `{ ${lines.join(' ')} }`;
  }

  #declaration(): string {
    const dice = this.#dice;
    const kind = this.#any();
    const name = this.#fresh(kind);
    const isFixed = dice.chance(0.4);
    const value = this.#expr(kind, 2);
    this.#names.push({ name, kind, isFixed });
    return `${isFixed ? 'const' : dice.chance(0.2) ? 'var' : 'let'} ${name} = ${value};`;
  }

  /** A local array: of a typed kind, of literals, of rows. */
  #arrayDeclaration(): string {
    const dice = this.#dice;
    const name = this.#fresh('local');
    const kind = this.#any();
    if (kind === 'int' && dice.chance(0.4)) {
      const row = (): string => `[${this.#int(1)}, ${this.#int(0)}]`;
      const [text, axes] = dice.chance(0.5)
        ? [`[${row()}, ${row()}]`, [2, 2]]
        : [`[[${row()}, ${row()}], [${row()}, ${row()}]]`, [2, 2, 2]];
      this.#locals.push({ name, kind, axes: axes as number[] });
      return `const ${name} = ${text as string};`;
    }
    const type = { int: dice.pick(intArrays), uint: 'Uint32Array', float: 'Float64Array', big: 'BigInt64Array' }[kind];
    const fill = dice.chance(0.5) ? `.fill(${this.#expr(kind, 1)})` : '';
    this.#locals.push({ name, kind, axes: [4] });
    return `const ${name} = new ${type}(4)${fill};`;
  }

  #loop(depth: number): string {
    const dice = this.#dice;
    const label = dice.chance(0.5) ? this.#fresh('loop') : '';
    const [counter, other] = [this.#fresh('k'), this.#fresh('m')];
    const names = this.#names;
    this.#names = [
      ...names,
      { name: counter, kind: 'int', isFixed: true },
      { name: other, kind: 'int', isFixed: false },
    ];
    this.#loops++;
    if (label !== '') this.#labels.push(label);
    const body = this.#block(depth - 1);
    if (label !== '') this.#labels.pop();
    this.#loops--;
    this.#names = names;
    const prefix = label === '' ? '' : `${label}: `;
    const limit = dice.below(5);
    if (dice.chance(0.5))
      return `${prefix}for (let ${counter} = 0, ${other} = 9; ${counter} < ${limit}; ${counter}++, ${other} = (${other} - 2) | 0) ${body}`;
    if (dice.chance(0.5))
      return `let ${counter} = 0, ${other} = 5; ${prefix}while (${counter}++ < ${limit} && ${other} !== 3) ${body}`;
    return `let ${counter} = 0, ${other} = 1; ${prefix}do ${body} while (++${counter} < ${limit} && ${this.#int(0)} !== 2);`;
  }

  #switch(depth: number): string {
    const dice = this.#dice;
    const cases = Array.from({ length: 1 + dice.below(4) }, (_, at) => {
      const body = dice.chance(0.2) ? '' : this.#block(depth - 1);
      return `case ${at}: ${body}${dice.chance(0.5) ? ' break;' : ''}`;
    });
    const fallback = `default: ${this.#block(depth - 1)}${dice.chance(0.5) ? ' break;' : ''}`;
    if (dice.chance(0.6)) cases.splice(dice.below(cases.length + 1), 0, fallback);
    return `switch (${this.#int(1)} & 3) { ${cases.join(' ')} }`;
  }

  #jump(): string {
    const forms = ['return;'];
    for (const label of this.#labels) forms.push(`break ${label};`, `continue ${label};`);
    if (this.#loops > 0) forms.push('continue;', 'break;');
    return `if (${this.#bool(1)}) { ${this.#dice.pick(forms)} }`;
  }

  #write(): string {
    const dice = this.#dice;
    const target = dice.below(4);
    if (target === 0 && this.#locals.length > 0) {
      const local = dice.pick(this.#locals);
      return `${this.#element(local)} ${this.#sign(local.kind)} ${this.#expr(local.kind, 2)};`;
    }
    if (target === 1) return this.#own();
    if (target === 2 && this.#has('int')) return this.#atomic();
    const kind = this.#any();
    const name = this.#named(kind, true);
    if (name === null) return this.#declaration();
    const change = `${name} = ${this.#expr(kind, 3)}`;
    if (dice.chance(0.15)) return `${this.#bool(1)} && (${change});`;
    if (dice.chance(0.1)) return `${this.#bool(1)} ? (${change}) : void (${name} = ${this.#expr(kind, 1)});`;
    return `${change};`;
  }

  #sign(kind: Kind): string {
    if (kind === 'big') return this.#dice.pick(['=', '=', '&=', '|=']);
    return this.#dice.pick(kind === 'float' ? ['=', '+=', '-='] : ['=', '=', '&=', '^=', '|=']);
  }

  /** The element of the own place, in an array of one axis or of as many as the loop has. */
  #own(): string {
    const dice = this.#dice;
    const kind = this.#any();
    const array = dice.pick(Object.keys(elementKinds).filter((name) => elementKinds[name] === kind));
    const indices = ['i', 'j', 'k'].slice(0, this.#size.length);
    const isDeep = indices.length > 1 && dice.chance(0.5);
    const name = `out_${array}_${isDeep ? indices.length : 1}`;
    if (this.#isFull(name)) return ';';
    const length = this.#size.reduce((a, b) => a * b);
    this.#arrays.set(name, { kind: array, length, ...(isDeep ? { shape: this.#size } : {}) });
    const flat = indices.reduce((all, one, axis) => (axis === 0 ? one : `(${all} * ${this.#size[axis]} + ${one})`), '');
    const place = isDeep ? indices.map((one) => `[${one}]`).join('') : `[${flat}]`;
    const isRead = kind !== 'uint' && array !== 'Float32Array' && array !== 'Uint8ClampedArray';
    const value = this.#expr(kind, 3);
    // What goes into f32 without a type of its own is computed in f32.
    return `${name}${place} ${isRead ? this.#sign(kind) : '='} ${array === 'Float32Array' ? `f64(${value})` : value};`;
  }

  #atomic(): string {
    const dice = this.#dice;
    const array = dice.pick(['Int32Array', 'Uint32Array'].filter((one) => this.#has(elementKinds[one]!)));
    const name = `count_${array}`;
    if (this.#isFull(name)) return ';';
    this.#arrays.set(name, { kind: array, length: 8 });
    const op = this.#counters.get(name) ?? dice.pick(['add', 'sub', 'or', 'xor', 'and']);
    this.#counters.set(name, op);
    return `Atomics.${op}(${name}, ${this.#int(1)} & 7, ${this.#expr(elementKinds[array]!, 1)});`;
  }

  #statement(depth: number): string {
    const dice = this.#dice;
    if (--this.#budget < 0 || depth <= 0) return this.#write();
    const forms: (() => string)[] = [
      () => this.#declaration(),
      () => this.#arrayDeclaration(),
      () => this.#write(),
      () => this.#write(),
      () => this.#write(),
      () =>
        `if (${this.#bool(2)}) ${this.#block(depth - 1)}${dice.chance(0.5) ? ` else ${this.#block(depth - 1)}` : ''}`,
      () => this.#loop(depth),
      () => this.#switch(depth),
      () => this.#jump(),
    ];
    return dice.pick(forms)();
  }

  /** A helper: with a default, and with returns in several places. */
  #helper(): string {
    const name = this.#fresh('helper');
    const result = this.#any();
    const kinds = Array.from({ length: 1 + this.#dice.below(2) }, () => this.#any());
    const names = this.#names;
    this.#names = [];
    const parameters = kinds.map((kind) => {
      const parameter = this.#fresh('p');
      this.#names.push({ name: parameter, kind, isFixed: false });
      return parameter;
    });
    const rest = this.#dice.chance(0.4) ? `, q = ${this.#int(1)}` : '';
    if (rest !== '') this.#names.push({ name: 'q', kind: 'int', isFixed: false });
    const early = `if (${this.#bool(1)}) return ${this.#expr(result, 1)};`;
    const change = `${parameters[0]} = ${this.#expr(kinds[0]!, 2)};`;
    const text = `const ${name} = (${parameters.join(', ')}${rest}) => { ${early} ${change} return ${this.#expr(result, 2)}; };`;
    this.#names = names;
    this.#helpers.push({ name, result, kinds });
    return text;
  }

  program(): ArrayProgram {
    const helpers = Array.from({ length: this.#dice.below(3) }, () => this.#helper());
    const indices = ['i', 'j', 'k'].slice(0, this.#size.length);
    this.#names = indices.map((name) => ({ name, kind: 'int', isFixed: true }));
    const first = this.#own();
    const lines = Array.from({ length: 4 + this.#dice.below(6) }, () => this.#statement(4));
    lines.push(this.#own());
    return {
      text: `(${indices.join(', ')}) => { ${helpers.join(' ')} ${first} ${lines.join(' ')} }`,
      size: this.#size,
      arrays: this.#arrays,
    };
  }
}

/** A random program over arrays. */
export const randomArrayFunction = (seed: number, options: ArrayFunctionOptions = {}): ArrayProgram =>
  new Writer(seed, options).program();

type AnyArray = Int8Array | Float64Array | BigInt64Array;
const constructors = globalThis as unknown as {
  readonly [name: string]: new (length: number) => AnyArray;
};

/** The arrays of a program with numbers of all magnitudes, the same for a seed. */
export function arraysOf({ arrays }: ArrayProgram, seed: number): Map<string, AnyArray> {
  const dice = new Dice(seed);
  const made = new Map<string, AnyArray>();
  for (const [name, { kind, length }] of arrays) {
    const array = new constructors[kind]!(length);
    for (let at = 0; at < length; at++) {
      const value = dice.chance(0.2)
        ? dice.pick([0, 1, -1, 255, 65_535, 2 ** 31 - 1, -(2 ** 31)])
        : Math.round((dice.unit() - 0.5) * 2 ** dice.below(33));
      if (array instanceof BigInt64Array) array[at] = BigInt(value) << BigInt(dice.below(34));
      else array[at] = kind.startsWith('Float') ? value / 8 : value;
    }
    made.set(name, array);
  }
  return made;
}
