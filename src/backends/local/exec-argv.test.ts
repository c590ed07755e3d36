import { expect, it } from 'vitest';
import { withoutProgram } from './exec-argv.ts';

it.each([
  [
    ['--max-old-space-size=100', '-e', 'code', '--no-warnings'],
    ['--max-old-space-size=100', '--no-warnings'],
  ],
  [['--input-type=module', '--eval', 'code'], []],
  [
    ['--input-type', 'module', '-p', '1', '--import', './x.mjs'],
    ['--import', './x.mjs'],
  ],
  [['--eval=code', '--test'], []],
  [['--conditions=dev'], ['--conditions=dev']],
])('%j without the program is %j', (args, expected) => {
  expect(withoutProgram(args)).toEqual(expected);
});
