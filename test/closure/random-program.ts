/** Makes random programs: nested scopes full of captured things, and a function in the middle that uses them. */

type Kind = 'number' | 'function' | 'async' | 'generator' | 'class' | 'instance' | 'array' | 'map' | 'object';

interface Binding {
  readonly name: string;
  readonly kind: Kind;
}

/** Names on purpose few (shadowing) and some of them awkward for a wrapper around the text. */
const NAMES = [
  'a',
  'b',
  'c',
  'v',
  'x',
  'arguments_',
  'self',
  'env',
  '$cell_a',
  '$super',
  'exports_',
  'value',
  'fn',
  'node',
  'k',
  'm',
  '$0',
  'get',
  'of',
  'async',
  'static_',
  'π',
  'f1',
  'f2',
  'Z',
];

/** A small deterministic generator (mulberry32): the same seed, the same program. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

class ProgramWriter {
  readonly #random: () => number;
  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  #int(below: number): number {
    return Math.floor(this.#random() * below);
  }
  #pick<T>(list: readonly T[]): T {
    return list[this.#int(list.length)] as T;
  }
  #of(scope: readonly Binding[], kind: Kind): Binding | undefined {
    const found = scope.filter((binding) => binding.kind === kind);
    return found.length === 0 ? undefined : this.#pick(found);
  }

  /** An expression that gives a finite number. */
  number(scope: readonly Binding[], depth: number): string {
    if (depth <= 0) return this.#of(scope, 'number')?.name ?? String(this.#int(9) - 4);
    const sub = (): string => this.number(scope, depth - 1);
    const use = (kind: Kind, text: (name: string) => string): string => {
      const binding = this.#of(scope, kind);
      return binding === undefined ? sub() : text(binding.name);
    };
    const forms: (() => string)[] = [
      () => `(${sub()} + ${sub()})`,
      () => `((${sub()} * ${sub()}) % 1009)`,
      () => `(${sub()} > ${sub()} ? ${sub()} : ${sub()})`,
      () => use('function', (name) => `${name}(${sub()} % 7)`),
      () => use('generator', (name) => `[...${name}(${sub()} % 5)].length`),
      () => use('class', (name) => `new ${name}(${sub()}).m(${sub()})`),
      () => use('class', (name) => `${name}.count`),
      () => use('class', (name) => `${name}.of(${sub()}).twice`),
      () => use('instance', (name) => `${name}.m(${sub()})`),
      () => use('instance', (name) => `${name}.arrow(${sub()})`),
      () => use('array', (name) => `${name}.reduce((s, e) => (s + e) % 1009, ${sub()})`),
      () => use('map', (name) => `(${name}.get('p') ?? ${sub()})`),
      () => use('object', (name) => `${name}.p + ${name}.nested.q`),
      () => use('object', (name) => `${name}.method(${sub()})`),
      () => `((p, {q = ${sub()}, ...r} = {}, ...[s = 1]) => p + q + s + Object.keys(r).length)(${sub()}, {z: 1})`,
      () => `(() => { try { throw ${sub()}; } catch (caught) { return caught; } })()`,
      () => `(() => { let t = 0; for (const i of [1, 2, ${sub()}]) { t += i; } return t; })()`,
      () => `(function () { var h = ${sub()}; { var h2 = h + 1; } return h2 + arguments.length; })(1, 2)`,
      () => `\`\${${sub()}}\`.length`,
      () => `[${sub()}, ${sub()}].map((e) => e + ${sub()})[1]`,
      () => `((o) => { let y; ({ y, w: [y = ${sub()}] = [] } = o); y++; return y; })({ y: 1 })`,
      () =>
        `((e) => { switch (e % 3) { case 0: { const inner = ${sub()}; return inner; } default: return ${sub()}; } })(${sub()})`,
    ];
    return this.#pick(forms)();
  }

  #declaration(name: string, scope: readonly Binding[], depth: number): { text: string; kind: Kind } {
    const number = (): string => this.number(scope, depth);
    const inner = (parameter: string): readonly Binding[] => [
      ...scope.filter((binding) => binding.name !== parameter),
      { name: parameter, kind: 'number' },
    ];
    const body = (parameter: string): string => this.number(inner(parameter), depth);
    const forms: (() => { text: string; kind: Kind })[] = [
      () => ({ kind: 'number', text: `${this.#pick(['const', 'let', 'var'])} ${name} = ${number()};` }),
      () => ({ kind: 'number', text: `let ${name} = 0; ${name} = ${number()}; ${name} += 1;` }),
      () => ({
        kind: 'number',
        text: `const [{ d: ${name} = ${number()} }] = [{ d: ${this.#pick(['undefined', number()])} }];`,
      }),
      () => ({ kind: 'function', text: `function ${name}(q) { return q <= 0 ? ${body('q')} : ${name}(q - 1) + 1; }` }),
      () => ({ kind: 'function', text: `const ${name} = (q = ${number()}) => ${body('q')};` }),
      () => ({
        kind: 'function',
        text: `const ${name} = function own(q) { return q <= 0 ? ${body('q')} : own(q - 2); };`,
      }),
      () => ({ kind: 'function', text: `const ${name} = ((q) => (w) => (q + w + ${body('q')}) % 1009)(${number()});` }),
      () => ({ kind: 'function', text: `const ${name} = [0, 1, 2].map((q) => () => ${body('q')})[${this.#int(3)}];` }),
      () => ({ kind: 'function', text: `const ${name} = { method(q) { return ${body('q')}; } }.method;` }),
      () => ({ kind: 'function', text: `const ${name} = ((s, q) => ${body('q')}).bind(null, ${number()});` }),
      () => ({ kind: 'generator', text: `function* ${name}(q) { for (let i = 0; i < q; i++) yield ${body('q')}; }` }),
      () => ({ kind: 'class', text: this.#class(name, scope, depth) }),
      () => this.#instance(name, scope, depth),
      () => ({ kind: 'array', text: `const ${name} = [${number()}, ${number()}, ${number()}];` }),
      () => ({ kind: 'map', text: `const ${name} = new Map([['${this.#pick(['p', 'r'])}', ${number()}]]);` }),
      () => ({ kind: 'object', text: this.#object(name, scope, depth) }),
    ];
    return this.#pick(forms)();
  }

  #object(name: string, scope: readonly Binding[], depth: number): string {
    const number = (): string => this.number(scope, depth);
    const plain = scope.filter((binding) => binding.name !== 'q');
    const text = `{ p: ${number()}, nested: { q: ${number()} }, method(q) { return q + this.p; }, get g() { return this.p; }, [${JSON.stringify(name)} + 'k']: 1, s: [() => ${this.number(plain, depth)}] }`;
    return `const ${name} = ${this.#pick(['', '', 'Object.freeze'])}(${text});`;
  }

  #instance(name: string, scope: readonly Binding[], depth: number): { text: string; kind: Kind } {
    const class_ = this.#of(scope, 'class');
    const number = this.number(scope, depth);
    if (class_ === undefined) return { kind: 'number', text: `const ${name} = ${number};` };
    return { kind: 'instance', text: `const ${name} = new ${class_.name}(${number});` };
  }

  #class(name: string, scope: readonly Binding[], depth: number): string {
    const without = (parameter: string): readonly Binding[] => [
      ...scope.filter((b) => b.name !== parameter && b.name !== name),
      { name: parameter, kind: 'number' },
    ];
    const outer = scope.filter((b) => b.name !== name);
    const parent = this.#of(outer, 'class');
    const extended = parent === undefined || this.#random() < 0.4 ? undefined : parent.name;
    return `class ${name} ${extended === undefined ? '' : `extends ${extended}`} {
      static count = ${this.number(outer, depth)};
      static #hidden = 3;
      static of(q) { return new ${name}(q + ${name}.#hidden); }
      field = ${this.number(outer, depth)};
      arrow = (q) => q + this.field;
      constructor(q) { ${extended === undefined ? '' : 'super(q);'} this.q = q % 101; }
      m(q) { return (${extended === undefined ? '0' : 'super.m(q)'} + this.q + this.field + ${this.number(without('q'), depth)}) % 1009; }
      get twice() { return this.q * 2; }
    }`;
  }

  /** Declarations of one scope, then what is inside it. */
  scope(outer: readonly Binding[], level: number): string {
    const count = 1 + this.#int(4);
    const names = [...NAMES].sort(() => this.#random() - 0.5).slice(0, count);
    // Names of this scope hide outer ones from its start on, and cannot be used before they are declared.
    let visible = outer.filter((binding) => !names.includes(binding.name));
    const lines: string[] = [];
    for (const name of names) {
      const { text, kind } = this.#declaration(name, visible, 2);
      lines.push(text);
      visible = [...visible, { name, kind }];
    }
    const rest = level <= 0 ? `return ${this.root(visible)};` : this.#wrap(this.scope(visible, level - 1));
    return `${lines.join('\n')}\n${rest}`;
  }

  #wrap(inner: string): string {
    return this.#pick([
      () => `{ ${inner} }`,
      () => `return (function (given = 1) { ${inner} })();`,
      () => `return (() => { ${inner} })();`,
      () => `for (const turn of [1]) { ${inner} }`,
      () => `try { throw 1; } catch (thrown) { ${inner} }`,
    ])();
  }

  root(visible: readonly Binding[]): string {
    const scope: readonly Binding[] = [
      ...visible.filter(({ name }) => name !== 'i' && name !== 'j'),
      { name: 'i', kind: 'number' },
      { name: 'j', kind: 'number' },
    ];
    const result = `[${this.number(scope, 3)}, ${this.number(scope, 3)}, ${this.number(scope, 2)}]`;
    return this.#pick([
      `(i, j) => ${result}`,
      `async (i, j) => { await null; return ${result}; }`,
      `function root(i, j) { return i > 5 ? root(i - 1, j) : ${result}; }`,
      `(i, j = 2) => { const local = (z) => ${result}; return local(1); }`,
    ]);
  }
}

/** Text of a program that evaluates to a function of two numbers, which gives (a promise of) three numbers. */
export function randomProgram(seed: number): string {
  const writer = new ProgramWriter(seed);
  const strict = seed % 3 === 0 ? '' : '"use strict";';
  return `(() => { ${strict}\n${writer.scope([], 1 + (seed % 3))}\n})()`;
}
