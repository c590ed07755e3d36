/** What the kernel knows of a process and all it started. Linux only, as the figures that need it say. */

import { readdirSync, readFileSync } from 'node:fs';

/** A file of /proc, or '' when its process has just ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The parent of each process: the second field after the command, which may itself hold blanks and parentheses. */
function parents(): Map<number, number> {
  const parentOf = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? read(`/proc/${entry}/stat`) : '';
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.length > 1) parentOf.set(Number(entry), Number(fields[1]));
  }
  return parentOf;
}

/** A process and its descendants. */
export function processTree(pid: number): number[] {
  const tree = [pid];
  const parentOf = parents();
  for (const member of tree) for (const [child, parent] of parentOf) if (parent === member) tree.push(child);
  return tree;
}

/** The sum over a tree of one field of one file in /proc, where the file gives `Field: number`. */
function sum(pid: number, file: string, field: string): number {
  const pattern = new RegExp(`^${field}:\\s+(\\d+)`, 'm');
  return processTree(pid).reduce(
    (total, member) => total + Number(pattern.exec(read(`/proc/${member}/${file}`))?.[1] ?? 0),
    0,
  );
}

const KIB = 1_024;

/** Memory of a tree in MB; shared pages are divided among those who share them. */
export const pssMb = (pid: number): number => (sum(pid, 'smaps_rollup', 'Pss') * KIB) / 1e6;

/** Memory of a tree in MB; shared pages count for everyone who has them. */
export const rssMb = (pid: number): number => (sum(pid, 'status', 'VmRSS') * KIB) / 1e6;

/** MB that a tree has read and written through system calls: pipes, sockets and files, not shared memory. */
export const trafficMb = (pid: number): { read: number; written: number } => ({
  read: sum(pid, 'io', 'rchar') / 1e6,
  written: sum(pid, 'io', 'wchar') / 1e6,
});
