import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { crashPage, crashPageUrl } from '../../scripts/crash-table.ts';
import { crashDeeds } from '../../src/testing/crash-deeds.ts';
import { crashTable } from '../../src/testing/crash-table.ts';

test('docs/crash-table.md shows the table as it is; "node scripts/crash-table.ts" writes it', () => {
  expect(readFileSync(crashPageUrl, 'utf8')).toBe(crashPage());
});

test('every deed has a row, and every row a deed', () => {
  expect(crashTable.map(({ deed }) => deed).toSorted()).toEqual(Object.keys(crashDeeds).toSorted());
});
