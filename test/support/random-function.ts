/**
 * Random JavaScript functions of the subset that kernels may use: texts of `(x, i) => number`, with x a double and i an integer.
 * They compute the same in JavaScript and in a kernel: integers are kept in 32 bits by `| 0` and Math.imul, doubles use exact
 * operations only, and every loop ends.
 */

import { Dice } from './random-kernel.ts';

type Kind = 'int' | 'float';

interface Name {
  readonly name: string;
  readonly kind: Kind;
  readonly fixed: boolean;
}

/** What the code around a place allows. */
interface Around {
  /** Labels of the loops around, innermost last; empty strings for loops without one. */
  readonly loops: readonly string[];
  /** A `break` without a label leaves a switch. */
  readonly inSwitch: boolean;
  readonly returns: Kind;
}

class Writer {
  readonly #dice: Dice;
  readonly #names: Name[] = [];
  readonly #helpers: { readonly name: string; readonly result: Kind; readonly kinds: readonly Kind[] }[] = [];
  #count = 0;
  /** Calls that may still be written: they are inlined, so their number multiplies the size of the kernel. */
  #calls = 4;
  /** Statements that may still be written: ends every recursion. */
  #budget: number;

  constructor(dice: Dice, budget: number) {
    this.#dice = dice;
    this.#budget = budget;
  }

  #fresh(prefix: string): string {
    return `${prefix}${this.#count++}`;
  }

  #pick(kind: Kind, isWritten = false): string | null {
    const fitting = this.#names.filter((one) => one.kind === kind && !(isWritten && one.fixed));
    return fitting.length === 0 ? null : this.#dice.pick(fitting).name;
  }

  #expr(kind: Kind, depth: number): string {
    return kind === 'int' ? this.#int(depth) : this.#float(depth);
  }

  #int(depth: number): string {
    const dice = this.#dice;
    if (depth <= 0) return this.#pick('int') ?? String(dice.below(20) - 5);
    const inner = (): string => this.#int(depth - 1);
    const forms: (() => string)[] = [
      () => String(dice.below(2000) - 1000),
      () => this.#pick('int') ?? '3',
      () => `((${inner()} ${dice.pick(['+', '-'])} ${inner()}) | 0)`,
      () => `Math.imul(${inner()}, ${inner()})`,
      () => `(${inner()} ${dice.pick(['&', '|', '^', '<<', '>>'])} ${inner()})`,
      () => `((${inner()} % ${dice.pick(['3', '7', '-5', `(${inner()} | 1)`])}) | 0)`,
      () => `((${inner()} / ${dice.pick(['3', '8', '-5', inner()])}) | 0)`,
      () => `Math.${dice.pick(['floor', 'ceil', 'trunc'])}(${inner()} / ${dice.pick(['3', '4', '-7'])} + 0)`,
      () => `Math.${dice.pick(['min', 'max'])}(${inner()}, ${inner()})`,
      () => `(${this.#bool(depth - 1)} ? ${inner()} : ${inner()})`,
      () => `(~${inner()})`,
      () => `((${this.#float(depth - 1)}) | 0)`,
      () => `Math.clz32(${inner()})`,
      () => `table[${inner()} & 3]`,
      () => this.#call('int', depth) ?? inner(),
      () => this.#assignment('int', depth) ?? inner(),
    ];
    return dice.pick(forms)();
  }

  #float(depth: number): string {
    const dice = this.#dice;
    if (depth <= 0) return this.#pick('float') ?? dice.pick(['0.5', '2.25', '-1.5', '1e10']);
    const inner = (): string => this.#float(depth - 1);
    const forms: (() => string)[] = [
      () => dice.pick(['0.5', '3.75', '-2.25', '1e-3', 'NaN', '1e300']),
      () => this.#pick('float') ?? '0.25',
      () => `(${inner()} ${dice.pick(['+', '-', '*', '/', '%'])} ${inner()})`,
      () => `(${inner()} ${dice.pick(['+', '-', '*', '/'])} ${this.#int(depth - 1)})`,
      () => `(${this.#int(depth - 1)} / ${this.#int(depth - 1)} + 0.5)`,
      () => `Math.${dice.pick(['floor', 'ceil', 'trunc', 'round', 'abs', 'sqrt', 'sign', 'fround'])}(${inner()})`,
      () => `Math.${dice.pick(['min', 'max'])}(${inner()}, ${inner()})`,
      () => `(${this.#bool(depth - 1)} ? ${inner()} : ${inner()})`,
      () => `(-(${inner()}))`,
      () => this.#call('float', depth) ?? inner(),
      () => this.#assignment('float', depth) ?? inner(),
    ];
    return dice.pick(forms)();
  }

  #bool(depth: number): string {
    const dice = this.#dice;
    const forms: (() => string)[] = [
      () => `${this.#int(depth - 1)} ${dice.pick(['<', '<=', '>', '>=', '===', '!=='])} ${this.#int(depth - 1)}`,
      () => `${this.#float(depth - 1)} ${dice.pick(['<', '<=', '>', '>=', '===', '!=='])} ${this.#float(depth - 1)}`,
      () => `${this.#int(depth - 1)} < ${this.#float(depth - 1)}`,
      () => `!${this.#expr(dice.pick(['int', 'float']), depth - 1)}`,
      () => `(${this.#bool(depth - 1)} && ${this.#bool(depth - 1)})`,
      () => `(${this.#bool(depth - 1)} || ${this.#bool(depth - 1)})`,
    ];
    return depth <= 0 ? `${this.#int(0)} > ${dice.below(5)}` : `(${dice.pick(forms)()})`;
  }

  #call(kind: Kind, depth: number): string | null {
    const fitting = this.#helpers.filter((one) => one.result === kind);
    if (fitting.length === 0 || this.#calls-- <= 0) return null;
    const { name, kinds } = this.#dice.pick(fitting);
    return `${name}(${kinds.map((one) => this.#expr(one, Math.min(depth - 1, 1))).join(', ')})`;
  }

  #assignment(kind: Kind, depth: number): string | null {
    const name = this.#pick(kind, true);
    if (name === null || !this.#dice.chance(0.5)) return null;
    const value = this.#expr(kind, depth - 1);
    if (kind === 'float')
      return this.#dice.chance(0.3)
        ? `(${name}${this.#dice.pick(['++', '--'])})`
        : `(${name} ${this.#dice.pick(['=', '+=', '-=', '*='])} ${value})`;
    return `(${name} ${this.#dice.pick(['=', '&=', '|=', '^=', '<<=', '>>='])} ${value})`;
  }

  /** A block of statements, with names of its own. */
  #block(around: Around, depth: number): string {
    const names = this.#names.length;
    const count = 1 + this.#dice.below(3);
    const lines = Array.from({ length: count }, () => this.#statement(around, depth));
    this.#names.length = names;
    return `{ ${lines.join(' ')} }`;
  }

  #declaration(): string {
    const kind: Kind = this.#dice.pick(['int', 'float']);
    const name = this.#fresh(kind === 'int' ? 'n' : 'f');
    const fixed = this.#dice.chance(0.4);
    const text = `${fixed ? 'const' : 'let'} ${name} = ${this.#expr(kind, 2)};`;
    this.#names.push({ name, kind, fixed });
    return text;
  }

  #loop(around: Around, depth: number): string {
    const dice = this.#dice;
    const label = dice.chance(0.5) ? this.#fresh('loop') : '';
    const counter = this.#fresh('k');
    const prefix = label === '' ? '' : `${label}: `;
    const limit = dice.below(5);
    this.#names.push({ name: counter, kind: 'int', fixed: true });
    const body = this.#block({ ...around, loops: [...around.loops, label], inSwitch: false }, depth - 1);
    this.#names.pop();
    if (dice.chance(0.6)) return `${prefix}for (let ${counter} = 0; ${counter} < ${limit}; ${counter}++) ${body}`;
    // The counter counts before the body, so that `continue` cannot keep it from ending.
    if (dice.chance(0.5)) return `let ${counter} = 0; ${prefix}while (${counter}++ < ${limit}) ${body}`;
    return `let ${counter} = 0; ${prefix}do ${body} while (++${counter} < ${limit});`;
  }

  #switch(around: Around, depth: number): string {
    const dice = this.#dice;
    const cases = Array.from({ length: 1 + dice.below(4) }, (_, at) => {
      const body = dice.chance(0.2) ? '' : this.#block({ ...around, inSwitch: true }, depth - 1);
      return `case ${at}: ${body}${dice.chance(0.6) ? ' break;' : ''}`;
    });
    if (dice.chance(0.6))
      cases.splice(
        dice.below(cases.length + 1),
        0,
        `default: ${this.#block({ ...around, inSwitch: true }, depth - 1)}${dice.chance(0.5) ? ' break;' : ''}`,
      );
    return `switch (${this.#int(1)} & 3) { ${cases.join(' ')} }`;
  }

  #jump(around: Around): string {
    const dice = this.#dice;
    const forms = [`return ${this.#expr(around.returns, 1)};`];
    const labels = around.loops.filter((label) => label !== '');
    if (labels.length > 0) forms.push(`break ${dice.pick(labels)};`, `continue ${dice.pick(labels)};`);
    if (around.loops.length > 0) forms.push('continue;');
    if (around.loops.length > 0 || around.inSwitch) forms.push('break;');
    return `if (${this.#bool(1)}) { ${dice.pick(forms)} }`;
  }

  #statement(around: Around, depth: number): string {
    const dice = this.#dice;
    if (--this.#budget < 0 || depth <= 0) return this.#effect();
    const forms: (() => string)[] = [
      () => this.#declaration(),
      () => this.#effect(),
      () => this.#effect(),
      () =>
        `if (${this.#bool(2)}) ${this.#block(around, depth - 1)}${dice.chance(0.5) ? ` else ${this.#block(around, depth - 1)}` : ''}`,
      () => this.#loop(around, depth),
      () => this.#switch(around, depth),
      () => this.#jump(around),
      () => this.#jump(around),
    ];
    return dice.pick(forms)();
  }

  #effect(): string {
    const kind: Kind = this.#dice.pick(['int', 'float']);
    const name = this.#pick(kind, true);
    if (this.#dice.chance(0.2)) return `cells[${this.#int(1)} & 3] = ${this.#float(2)};`;
    if (name === null) return this.#declaration();
    return `${name} = ${this.#expr(kind, 3)};`;
  }

  #helper(): string {
    const name = this.#fresh('helper');
    const result: Kind = this.#dice.pick(['int', 'float']);
    const kinds = Array.from({ length: 1 + this.#dice.below(2) }, (): Kind => this.#dice.pick(['int', 'float']));
    const outer = this.#names.splice(0);
    const parameters = kinds.map((kind) => {
      const parameter = this.#fresh('p');
      this.#names.push({ name: parameter, kind, fixed: false });
      return parameter;
    });
    const around: Around = { loops: [], inSwitch: false, returns: result };
    const lines = Array.from({ length: 1 + this.#dice.below(4) }, () => this.#statement(around, 3));
    const text = `const ${name} = (${parameters.join(', ')}) => { ${lines.join(' ')} return ${this.#expr(result, 2)}; };`;
    this.#names.splice(0);
    this.#names.push(...outer);
    this.#helpers.push({ name, result, kinds });
    return text;
  }

  function(): string {
    const dice = this.#dice;
    // What a helper may use is declared before it.
    const start = 'const table = [3, -1, 40, 7]; const cells = new Float64Array(4);';
    const helpers = Array.from({ length: dice.below(3) }, () => this.#helper());
    this.#names.push({ name: 'x', kind: 'float', fixed: false }, { name: 'i', kind: 'int', fixed: false });
    const around: Around = { loops: [], inSwitch: false, returns: 'float' };
    const lines = Array.from({ length: 3 + dice.below(6) }, () => this.#statement(around, 4));
    const sum = this.#names.map(({ name }) => name).join(' + ');
    return `(x, i) => { ${start} ${helpers.join(' ')} ${lines.join(' ')} return ${sum} + cells[0] + cells[1] * 3 + cells[3] + 0.5; }`;
  }
}

/** The text of a random function. */
export const randomFunction = (seed: number): string => new Writer(new Dice(seed), 24).function();
