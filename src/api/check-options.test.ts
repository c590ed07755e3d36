import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../core/errors.ts';
import { checkOptions, optionNames, show, withoutUndefined } from './check-options.ts';

/** For each option: values that are right, and values that are wrong with what the message says of them. */
const table: {
  readonly [name: string]: { right: readonly unknown[]; wrong: readonly (readonly [unknown, string])[] };
} = {
  nJobs: {
    right: [1, -1, -2, 1000, '50%', '12.5%'],
    wrong: [
      [0, 'got 0'],
      [1.5, 'got 1.5'],
      [NaN, 'got NaN'],
      [Infinity, 'got Infinity'],
      ['4', 'got "4"'],
      ['0%', 'got "0%"'],
      ['-5%', 'got "-5%"'],
      [null, 'got null'],
    ],
  },
  env: { right: [{ A: 'b', C: undefined }], wrong: [['A=b', 'got "A=b"']] },
  execArgv: {
    right: [[], ['--expose-gc']],
    wrong: [
      ['--expose-gc', 'an array of strings'],
      [[1], 'got [1]'],
    ],
  },
  argv: { right: [['x']], wrong: [[[1, 2, 3, 4], 'got [1, 2, 3, …]']] },
  resourceLimits: {
    right: [{}, { maxOldGenerationSizeMb: 100, stackSizeMb: 4 }],
    wrong: [
      [100, 'maxOldGenerationSizeMb'],
      [{ maxOldSpace: 100 }, 'maxOldGenerationSizeMb, maxYoungGenerationSizeMb, codeRangeSizeMb, stackSizeMb'],
      [{ stackSizeMb: -1 }, 'positive numbers'],
    ],
  },
  initializer: { right: [() => 1], wrong: [['setup', 'a function, got "setup"']] },
  initArgs: { right: [[1, 2]], wrong: [[1, 'an array, got 1']] },
  initializerTimeout: {
    right: [1, Infinity],
    wrong: [
      [0, 'a number of milliseconds above 0, got 0'],
      ['soon', 'a number of milliseconds above 0, got "soon"'],
    ],
  },
  idleTimeout: {
    right: [0, 100, Infinity],
    wrong: [
      [-1, 'at least 0, got -1'],
      ['1s', 'got "1s"'],
    ],
  },
  stdio: {
    right: ['inherit', 'pipe', 'prefix', 'ignore'],
    wrong: [['tty', "'inherit', 'pipe', 'prefix' or 'ignore'"]],
  },
  innerMaxThreads: {
    right: [1, 8],
    wrong: [
      [0, 'at least 1, got 0'],
      [1.5, 'got 1.5'],
    ],
  },
  maxTasksPerWorker: {
    right: [1],
    wrong: [
      [0, 'at least 1'],
      [-1, 'got -1'],
    ],
  },
  tempFolder: {
    right: ['/somewhere'],
    wrong: [
      ['', 'a path, got ""'],
      [1, 'got 1'],
    ],
  },
  backend: {
    right: ['threads', 'anything', { run: () => undefined }],
    wrong: [
      ['', "'threads', 'processes', 'sequential'"],
      [{}, 'an object with run()'],
      [1, 'got 1'],
    ],
  },
  prefer: { right: ['threads', 'processes'], wrong: [['sequential', "'threads' or 'processes', got \"sequential\""]] },
  require: { right: ['sharedmem', 'isolation'], wrong: [['sharedMem', "'sharedmem' or 'isolation'"]] },
  batchSize: {
    right: [1, 100, 'auto'],
    wrong: [
      [0, "or 'auto', got 0"],
      [1.5, 'got 1.5'],
      ['10', 'got "10"'],
    ],
  },
  preDispatch: {
    right: [1, 'all', '2*nJobs', (n: number) => n],
    wrong: [
      [0, "'all', an expression such as '2*nJobs'"],
      ['2*jobs', 'got "2*jobs"'],
      ['', 'got ""'],
    ],
  },
  maxInFlightBytes: {
    right: [1, 1e9, Infinity],
    wrong: [
      [0, 'above 0, got 0'],
      ['1M', 'got "1M"'],
    ],
  },
  maxInlineBytes: {
    right: [1, Infinity],
    wrong: [
      [-1, 'above 0'],
      [NaN, 'got NaN'],
    ],
  },
  returnAs: { right: ['list', 'generator', 'generatorUnordered'], wrong: [['array', "'list', 'generator'"]] },
  onError: {
    right: ['abort', 'settle', 'skip', () => 0],
    wrong: [['raise', "'abort', 'settle', 'skip' or a function"]],
  },
  timeout: {
    right: [1, 0.5, Infinity],
    wrong: [
      [0, 'milliseconds above 0, got 0'],
      [-1, 'got -1'],
      ['1s', 'got "1s"'],
    ],
  },
  retry: {
    right: [0, 3, { times: 2, delay: 10 }],
    wrong: [
      [-1, 'a number of retries'],
      [1.5, 'got 1.5'],
      [{ times: 2, tries: 1 }, 'retry has no option "tries"'],
      [{ delay: 5 }, 'got undefined'],
    ],
  },
  signal: { right: [new AbortController().signal], wrong: [[new AbortController(), 'an AbortSignal']] },
  progress: { right: [true, false, 'reading', () => 0, { update: () => 0 }], wrong: [[1, 'true, a description']] },
  verbose: {
    right: [0, 11],
    wrong: [
      [-1, 'got -1'],
      [true, 'got true'],
    ],
  },
  seed: {
    right: [0, -1.5, 5n, 'text'],
    wrong: [
      [NaN, 'a finite number, a bigint or a string, got NaN'],
      [{}, 'got {'],
    ],
  },
  dtype: { right: ['float32', 'uint8clamped', 'int64'], wrong: [['float', 'one of int8, uint8, uint8clamped']] },
  context: { right: [{ a: 1 }], wrong: [['a', 'an object of variables']] },
  onTaskStart: { right: [() => 0], wrong: [[true, 'a function, got true']] },
  onTaskDone: { right: [() => 0], wrong: [[{}, 'a function']] },
  onReport: { right: [() => 0], wrong: [[1n, 'got 1n']] },
  onExplain: { right: [() => 0], wrong: [['log', 'a function, got "log"']] },
  onOutput: { right: [() => 0], wrong: [['log', 'a function, got "log"']] },
};

describe('checkOptions', () => {
  it('is tested for every option', () => {
    expect(Object.keys(table).toSorted()).toEqual([...optionNames].toSorted());
  });

  for (const [name, { right, wrong }] of Object.entries(table)) {
    it(`checks ${name}`, () => {
      for (const value of [...right, undefined])
        expect(() => checkOptions('Parallel', { [name]: value })).not.toThrow();
      for (const [value, message] of wrong) {
        const check = () => checkOptions('Parallel', { [name]: value });
        expect(check).toThrow(InvalidOptionError);
        expect(check).toThrow(message);
        expect(check).toThrow(name);
      }
    });
  }

  it('suggests the option that was meant', () => {
    const meant = [
      ['n_jobs', 'nJobs'],
      ['njobs', 'nJobs'],
      ['jobs', 'nJobs'],
      ['timeoutMs', 'timeout'],
      ['batch_size', 'batchSize'],
      ['pre_dispatch', 'preDispatch'],
      ['retries', 'retry'],
      ['onerror', 'onError'],
      ['return_as', 'returnAs'],
      ['backends', 'backend'],
    ];
    for (const [given, name] of meant) {
      expect(() => checkOptions('Parallel', { [given as string]: 1 })).toThrow(
        `Parallel has no option "${given}"; did you mean ${name}?`,
      );
    }
  });

  it('names all options where none is near, and does not fall for names of objects', () => {
    for (const name of ['x', 'mmap_mode', 'constructor', 'toString', '__proto__']) {
      const options = JSON.parse(`{"${name}": 1}`) as object;
      expect(() => checkOptions('Parallel', options)).toThrow(`Parallel has no option "${name}"; there are nJobs, env`);
    }
  });

  it('tells an option of other calls from one that does not exist', () => {
    expect(() => checkOptions('parallelConfig', { returnAs: 'list' }, ['nJobs', 'env'])).toThrow(
      'parallelConfig has no option "returnAs", other calls do; it takes nJobs, env',
    );
  });

  it('refuses options that are no object', () => {
    for (const options of [null, 5, '4', [], () => 1]) {
      expect(() => checkOptions('Parallel', options)).toThrow('the options of Parallel must be an object');
    }
    expect(() => checkOptions('Parallel', undefined)).not.toThrow();
  });
});

describe('show', () => {
  it('is short and says what a value is', () => {
    expect([1, 'a', null, undefined, 2n, [1, 'b'], { a: 1 }, show].map(show)).toEqual([
      '1',
      '"a"',
      'null',
      'undefined',
      '2n',
      '[1, "b"]',
      '{ a }',
      'function show',
    ]);
    expect(show(() => 1)).toBe('function (anonymous)');
    expect(show(Symbol('s'))).toBe('Symbol(s)');
    expect(show(Object.create(null))).toBe('{  }');
  });
});

describe('withoutUndefined', () => {
  it('leaves out what hides a default', () => {
    expect(withoutUndefined({ a: 1, b: undefined, c: null })).toEqual({ a: 1, c: null });
    expect(withoutUndefined(undefined)).toEqual({});
  });
});
