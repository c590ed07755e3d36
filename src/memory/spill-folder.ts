import { lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, statfsSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidOptionError } from '../core/errors.ts';
import { readEnvironment, spillOwnerVariables } from '../platform/environment.ts';

/** Left free on a file system, in bytes: it is not ours alone. */
const SPARE_BYTES = 16 * 2 ** 20;

/** How long after a program's first use of these folders those of dead programs are looked for, in milliseconds. */
const SWEEP_MS = 200;

/** The parts of a folder's name: `manycore-<pid>-<start time>-<machine>-<random>`; and of a file's that has it and an end of its own. */
const namePattern = /^manycore-(\d+)-(\d+)-([0-9a-f]{8})-[0-9a-f]{12}(-progress-\d+)?$/;

function tryTo<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

interface ProcessFacts {
  /** When it started, in clock ticks since boot: tells a process from a later one with the same id. 0 where unknown. */
  readonly start: string;
  /** It has ended, and its parent has not asked for its exit code yet. */
  readonly isZombie: boolean;
}

function factsOf(pid: number): ProcessFacts {
  const stat = tryTo(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // The name of the program is in parentheses and may hold anything; the state follows, and start time is 19 fields on.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return { start: fields[19] ?? '0', isZombie: fields[0] === 'Z' };
}

/** Process ids mean something only in one pid namespace of one machine, while folders may be shared by several. */
function machineToken(): string {
  const namespace = tryTo(() => readlinkSync('/proc/self/ns/pid')) ?? '';
  // FNV-1a: to load node:crypto would hold up the start of the first child by some milliseconds.
  let hash = 0x811c9dc5;
  for (const unit of Buffer.from(`${hostname()} ${namespace}`)) hash = Math.imul(hash ^ unit, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** Six bytes that no other owner has; that nobody else uses the folder is seen when it is made. */
const randomPart = (): string => Math.random().toString(16).slice(2).padEnd(12, '0').slice(0, 12);

let ownName: string | undefined;
/** Folders that this process was told to use beside the usual ones. */
const extraRoots = new Set<string>();

/** The name of this process's folders; it is part of the files' paths under any root. */
export function spillOwner(): string {
  if (ownName === undefined) {
    ownName = `manycore-${process.pid}-${factsOf(process.pid).start}-${machineToken()}-${randomPart()}`;
    // Not now: the first child is waiting for the name. It is done at the end of the program in any case.
    setTimeout(sweepOnce, SWEEP_MS).unref();
    process.on('exit', removeOwnFolders);
  }
  return ownName;
}

let isSwept = false;

/** Removes the folders of dead programs, unless that was done: before this program needs room for its own files, and soon in any case. */
export function sweepOnce(): void {
  if (isSwept) return;
  isSwept = true;
  sweepSpillFolders();
}

let sweeping: NodeJS.Timeout | undefined;

/** A child was killed: folders of its own, for calls that it had under way, go soon. */
export function sweepSoon(): void {
  sweeping ??= setTimeout(() => {
    sweeping = undefined;
    sweepSpillFolders();
  }, SWEEP_MS).unref();
}

/** The environment that a child needs to send large results; the backend adds it to the child's. */
export const spillEnvironment = (): Readonly<Record<string, string>> => spillOwnerVariables(spillOwner());

function usualRoots(): string[] {
  const roots = [readEnvironment().tempFolder, process.platform === 'linux' ? '/dev/shm' : undefined, tmpdir()];
  return roots.filter((root) => root !== undefined);
}

/** Where files may go, best first. */
export function spillRoots(tempFolder?: string): readonly string[] {
  if (tempFolder !== undefined) extraRoots.add(tempFolder);
  return [...new Set([...(tempFolder === undefined ? [] : [tempFolder]), ...usualRoots()])];
}

/** Whether a file of that size fits: /dev/shm of a container often has 64 MB. */
export function hasRoom(root: string, byteLength: number): boolean {
  const stats = tryTo(() => statfsSync(root));
  // An unknown file system may have room; a full one refuses the write, and the next root is tried.
  return stats === undefined || stats.bavail * stats.bsize >= byteLength + SPARE_BYTES;
}

/**
 * Makes sure of an owner's folder under a root, which must be there; nobody else can look into it.
 *
 * @throws what the system throws.
 */
export function openSpillFolder(root: string, owner: string): string {
  const folder = join(root, owner);
  try {
    // Not recursive: that never returns for a path under /proc that cannot be (Node 24).
    mkdirSync(folder, 0o700);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    checkOurs(folder);
  }
  return folder;
}

/** Others see the name as soon as one root has such a folder, and could make one of that name under another root. */
function checkOurs(folder: string): void {
  if (process.getuid === undefined) return;
  const stats = lstatSync(folder);
  const isOurs = stats.isDirectory() && stats.uid === process.getuid() && (stats.mode & 0o077) === 0;
  if (!isOurs) throw new Error(`${folder} is not a folder of this user alone`);
}

/** @throws InvalidOptionError when a folder that the user chose cannot be used at all. */
export function refuseChosenRoot(root: string, cause: unknown): void {
  if (!extraRoots.has(root) && root !== readEnvironment().tempFolder) return;
  throw new InvalidOptionError(
    `tempFolder ${root} cannot be written to; choose a folder that exists and is writable, or leave it out`,
    { cause },
  );
}

function removeOwnFolders(): void {
  for (const root of [...extraRoots, ...usualRoots()]) {
    tryTo(() => rmSync(join(root, ownName as string), { recursive: true, force: true }));
  }
  // Our children may have been killed, with calls of their own under way.
  sweepSpillFolders();
}

/**
 * Deletes files that a child has left in the folders of this process for nobody: results that are not wanted any more, or of which it
 * could not tell before it ended.
 *
 * @param start - What their names begin with: the child's id, and what it labelled them with.
 */
export function removeFilesOf(start: string): void {
  for (const root of [...extraRoots, ...usualRoots()]) {
    const folder = join(root, spillOwner());
    for (const name of tryTo(() => readdirSync(folder)) ?? []) {
      if (name.startsWith(start)) tryTo(() => rmSync(join(folder, name), { force: true }));
    }
  }
}

function isAlive(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = factsOf(pid);
  return !now.isZombie && (start === '0' || now.start === '0' || start === now.start);
}

function isAbandoned(root: string, name: string): boolean {
  const [, pid, start, machine, file] = namePattern.exec(name) ?? [];
  if (pid === undefined || start === undefined || machine !== machineToken()) return false;
  const stats = tryTo(() => lstatSync(join(root, name)));
  const isOfItsKind = file === undefined ? stats?.isDirectory() : stats?.isFile();
  if (stats === undefined || isOfItsKind !== true || stats.uid !== (process.getuid?.() ?? stats.uid)) return false;
  return !isAlive(Number(pid), start);
}

/**
 * Removes the folders, and files of their names, of processes that are gone and could not clean up (kill -9). Runs by itself soon after this process
 * got a name for its folders, before it writes to one, after a child of it was killed, and when it ends.
 *
 * @param roots - Where to look; the usual places.
 * @returns The paths that were removed.
 */
export function sweepSpillFolders(roots: readonly string[] = [...extraRoots, ...usualRoots()]): string[] {
  const removed: string[] = [];
  for (const root of new Set(roots)) {
    for (const name of tryTo(() => readdirSync(root)) ?? []) {
      if (!isAbandoned(root, name)) continue;
      tryTo(() => rmSync(join(root, name), { recursive: true, force: true }));
      removed.push(join(root, name));
    }
  }
  return removed;
}
