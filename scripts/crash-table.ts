/** Writes docs/crash-table.md from the table that the crash suite checks. */

import { writeFileSync } from 'node:fs';
import { type CrashCell, crashTable } from '../src/testing/crash-table.ts';

/** Where the page is. */
export const crashPageUrl = new URL('../docs/crash-table.md', import.meta.url);

const HEAD = `# Crash table

What becomes of a call when a task does its worst, on each backend. The other tasks of the call keep their results
(\`onError: 'settle'\`) unless the row says that all tasks fail, and the pool works afterwards. \`npm test\` checks every cell and
its bound; \`crashSuite\` of \`manycore/testing\` does the same for a backend of your own. The bounds hold with the start of the
workers, on a busy machine with two cores.

This page is made from \`src/testing/crash-table.ts\` by \`node scripts/crash-table.ts\`.

| A task that… | \`sequential\` | \`threads\` | \`processes\` | within |
| --- | --- | --- | --- | --- |
`;

function describeCell(cell: CrashCell): string {
  switch (cell.kind) {
    case 'error': {
      const fields = Object.entries(cell.fields ?? {}).filter(([, value]) => value !== null);
      const facts = fields.map(([key, value]) => `, \`${key}\` ${String(value)}`).join('');
      const cause = cell.cause === undefined ? '' : `, its error as \`cause\``;
      return `\`${cell.error}\` \`${cell.code}\`${facts}${cause}`;
    }
    case 'itself':
      return 'what it threw, as it was';
    case 'reason':
      return "the call rejects with the signal's reason";
    case 'works':
      return `works: ${cell.why}`;
    case 'none':
      return `– (${cell.why})`;
  }
}

/** The text of the page. */
export function crashPage(): string {
  const lines = crashTable.map(({ deed, hits, withinMs, cells }) => {
    const what = hits === 'call' && cells.threads.kind === 'error' ? `${deed} (all tasks fail)` : deed;
    const columns = [cells.sequential, cells.threads, cells.processes].map(describeCell);
    return `| ${[what, ...columns, `${withinMs / 1000} s`].join(' | ')} |\n`;
  });
  return HEAD + lines.join('');
}

if (import.meta.main) writeFileSync(crashPageUrl, crashPage());
