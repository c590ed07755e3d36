import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BlobRef } from '../core/codec.ts';
import { openBlobStore } from './blob-store.ts';
import { canMapFiles, mapFile } from './map-file.ts';
import { openSpillFile, writeSpillFile } from './spill-file.ts';
import { openSpillFolder, spillOwner, sweepSpillFolders } from './spill-folder.ts';
import { workerBlobStore } from './worker-blobs.ts';

const here = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);

/** Runs a program with our modules; it talks by `process.send` and `process.on('message')`. */
function program(source: string, env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
    env: { ...process.env, ...env },
  });
}

const reply = async (child: ChildProcess): Promise<unknown> => ((await once(child, 'message')) as [unknown])[0];

async function end(child: ChildProcess): Promise<void> {
  const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
  child.kill('SIGKILL');
  await exited;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Collects until it has happened: finalisers run in a later turn, after a collection that V8 may have to repeat. */
async function collectUntil(happened: () => boolean): Promise<boolean> {
  for (let round = 0; round < 50 && !happened(); round++) {
    // In a turn of its own: what was dereferenced lives to the end of its turn.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return happened();
}

const numbers = (length: number): Float64Array<ArrayBuffer> => new Float64Array(length).map((_, i) => i + 0.5);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spill-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const filesIn = (root: string): string[] =>
  readdirSync(root).flatMap((name) => readdirSync(join(root, name)).map((file) => join(root, name, file)));

describe.each(['on', 'off'])('spill files, mapped: %s', (mapFiles) => {
  beforeEach(() => {
    process.env['MANYCORE_MAP_FILES'] = mapFiles;
  });
  afterEach(() => {
    delete process.env['MANYCORE_MAP_FILES'];
  });

  it('maps only where it may', () => {
    expect(canMapFiles()).toBe(mapFiles === 'on');
  });

  it('places a buffer in a file that only its owner can read, and opens it once in a worker', () => {
    using store = openBlobStore({ target: 'process', minBytes: 8, tempFolder: folder });
    using worker = workerBlobStore({ target: 'process' });
    const data = numbers(1000);
    const ref = store.put(data.buffer) as BlobRef;
    const path = ref.name as string;
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    expect(new Float64Array(worker.get(ref) as ArrayBuffer)).toEqual(data);
    expect(worker.get(ref)).toBe(worker.get(ref));
    expect(store.put(data.buffer)).toBe(ref);
    expect(filesIn(folder)).toEqual([path]);
    store.close();
    expect(filesIn(folder)).toEqual([]);
    expect(new Float64Array(worker.get(ref) as ArrayBuffer)).toEqual(data);
  });

  it('keeps what a worker writes from the caller and from other workers', () => {
    using store = openBlobStore({ target: 'process', minBytes: 8, tempFolder: folder });
    const data = numbers(100);
    const ref = store.put(data.buffer) as BlobRef;
    const first = new Float64Array(openSpillFile(ref));
    first[0] = 99;
    expect(data[0]).toBe(0.5);
    expect(new Float64Array(openSpillFile(ref))[0]).toBe(0.5);
  });

  it('places a buffer anew when the program has changed it', () => {
    using store = openBlobStore({ target: 'process', minBytes: 8, tempFolder: folder });
    const data = numbers(1000);
    const ref = store.put(data.buffer) as BlobRef;
    data[999] = -1;
    const changed = store.put(data.buffer) as BlobRef;
    expect(changed.id).not.toBe(ref.id);
    expect(new Float64Array(openSpillFile(changed))[999]).toBe(-1);
    expect(new Float64Array(openSpillFile(ref))[999]).toBe(999.5);
  });

  it('brings a result back and deletes its file at once', () => {
    using store = openBlobStore({ target: 'process', tempFolder: folder });
    const worker = workerBlobStore({ target: 'process', owner: spillOwner(), tempFolder: folder, minBytes: 8 });
    const ref = worker.put(numbers(1000).buffer) as BlobRef;
    const result = store.get(ref);
    expect(filesIn(folder)).toEqual([]);
    expect(new Float64Array(result as ArrayBuffer)).toEqual(numbers(1000));
    expect(store.get(ref)).toBe(result);
  });

  it('names the file when it is gone', () => {
    using store = openBlobStore({ target: 'process', minBytes: 8, tempFolder: folder });
    const ref = store.put(numbers(10).buffer) as BlobRef;
    store.release(ref);
    const error = expect.objectContaining({
      code: 'ERR_SPILL_FILE',
      message: expect.stringContaining(ref.name as string),
    });
    expect(() => workerBlobStore({ target: 'process' }).get(ref)).toThrow(error);
  });
});

describe('mapped memory', () => {
  it('does not keep the process from exiting cleanly while it is open', async () => {
    const child = program(
      `import { mapFile } from ${here('./map-file.ts')};
       import { writeSpillFile } from ${here('./spill-file.ts')};
       const blob = writeSpillFile(new Uint8Array(4096), { owner: 'manycore-test-exit', tempFolder: ${JSON.stringify(folder)} });
       globalThis.kept = mapFile(blob.name, 4096);
       process.disconnect();`,
    );
    expect(await once(child, 'exit')).toEqual([0, null]);
    rmSync(join(folder, 'manycore-test-exit'), { recursive: true });
  });

  it('is unmapped when no view of it is left', { skip: process.platform !== 'linux' }, async () => {
    const { readFileSync } = await import('node:fs');
    const blob = writeSpillFile(new Uint8Array(4096).fill(7), { owner: spillOwner(), tempFolder: folder });
    const path = blob?.name as string;
    const isMapped = (): boolean => readFileSync('/proc/self/maps', 'latin1').includes(path);
    let view: Uint8Array | undefined = new Uint8Array(mapFile(path, 4096) as ArrayBuffer, 8);
    collect();
    await new Promise((resolve) => setImmediate(resolve));
    expect(isMapped()).toBe(true);
    expect(view[0]).toBe(7);
    view = undefined;
    expect(await collectUntil(() => !isMapped())).toBe(true);
  });
});

describe('openBlobStore', () => {
  it('leaves small buffers to the message, and all after close', () => {
    const store = openBlobStore({ target: 'process', tempFolder: folder });
    expect(store.put(new ArrayBuffer(store.minBytes - 1))).toBeUndefined();
    expect(store.put(new ArrayBuffer(0))).toBeUndefined();
    store.close();
    store.close();
    expect(store.put(new ArrayBuffer(store.minBytes))).toBeUndefined();
  });

  it('shares memory with threads, when asked to', () => {
    expect(openBlobStore({ target: 'thread' }).put(new ArrayBuffer(2 ** 24))).toBeUndefined();
    using store = openBlobStore({ target: 'thread', minBytes: 8 });
    const data = numbers(10);
    const ref = store.put(data.buffer) as BlobRef;
    expect(new Float64Array(workerBlobStore({ target: 'thread' }).get(ref))).toEqual(data);
    expect(store.put(data.buffer)).toBe(ref);
    data[0] = 1;
    expect(store.put(data.buffer)?.id).not.toBe(ref.id);
  });

  it('deletes the file when nobody holds the buffer and the reference', async () => {
    using store = openBlobStore({ target: 'process', minBytes: 8, tempFolder: folder });
    let data: Float64Array<ArrayBuffer> | undefined = numbers(100);
    let ref = store.put(data.buffer);
    const path = ref?.name as string;
    data = undefined;
    collect();
    await new Promise((resolve) => setImmediate(resolve));
    expect(existsSync(path), 'the reference is held').toBe(true);
    expect(ref?.byteLength).toBe(800);
    ref = undefined;
    expect(await collectUntil(() => !existsSync(path))).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('does not write to a folder of its name that others can change', () => {
    const others = join(folder, 'manycore-others');
    mkdirSync(others);
    chmodSync(others, 0o777);
    expect(() => openSpillFolder(folder, 'manycore-others')).toThrow('not a folder of this user alone');
    symlinkSync(others, join(folder, 'manycore-link'));
    expect(() => openSpillFolder(folder, 'manycore-link')).toThrow('not a folder of this user alone');
    for (const name of ['manycore-link', 'manycore-others']) rmSync(join(folder, name), { recursive: true });
    expect(openSpillFolder(folder, 'manycore-others')).toBe(openSpillFolder(folder, 'manycore-others'));
    rmSync(others, { recursive: true });
  });

  it('passes over a folder without room, and refuses a chosen one that cannot be used', () => {
    const huge = { byteLength: 2 ** 60 } as Uint8Array;
    expect(writeSpillFile(huge, { owner: spillOwner(), tempFolder: folder })).toBeUndefined();
    using store = openBlobStore({ target: 'process', minBytes: 8, tempFolder: '/proc/nowhere' });
    const error = expect.objectContaining({
      code: 'ERR_INVALID_OPTION',
      message: expect.stringContaining('/proc/nowhere'),
    });
    expect(() => store.put(new ArrayBuffer(8))).toThrow(error);
  });
});

describe('workerBlobStore', () => {
  it('sends results in the message when no parent told it a folder', () => {
    const worker = workerBlobStore({ target: 'process', minBytes: 8 });
    expect(worker.minBytes).toBe(Number.POSITIVE_INFINITY);
    expect(worker.put(new ArrayBuffer(64))).toBeUndefined();
    expect(workerBlobStore({ target: 'thread', owner: 'x', minBytes: 8 }).put(new ArrayBuffer(64))).toBeUndefined();
  });

  it('keeps the recent files open, and lets the others go', async () => {
    using store = openBlobStore({ target: 'process', minBytes: 8, tempFolder: folder });
    const worker = workerBlobStore({ target: 'process' });
    const datas = Array.from({ length: 40 }, () => numbers(10));
    const refs = datas.map((data) => store.put(data.buffer) as BlobRef);
    const weak = refs.map((ref) => new WeakRef(worker.get(ref)));
    expect(await collectUntil(() => weak[0]?.deref() === undefined)).toBe(true);
    expect(weak.filter((ref) => ref.deref() !== undefined).length).toBeLessThanOrEqual(16);
    expect(weak.at(-1)?.deref()).toBeDefined();
    worker.close();
    expect(await collectUntil(() => weak.every((ref) => ref.deref() === undefined))).toBe(true);
  });

  it('works between processes in both directions', async () => {
    const { spillEnvironment } = await import('./spill-folder.ts');
    const child = program(
      `import { workerBlobStore } from ${here('./worker-blobs.ts')};
       const blobs = workerBlobStore({ target: 'process', tempFolder: ${JSON.stringify(folder)} });
       process.on('message', (ref) => {
         const input = new Float64Array(blobs.get(ref));
         process.send(blobs.put(input.map((x) => -x).buffer));
       });
       process.send('up');`,
      { ...spillEnvironment() },
    );
    try {
      await reply(child);
      using store = openBlobStore({ target: 'process', tempFolder: folder });
      const data = numbers(200_000);
      child.send(store.put(data.buffer) as BlobRef);
      const ref = (await reply(child)) as BlobRef;
      expect(ref.kind).toBe('file');
      const back = new Float64Array(store.get(ref) as ArrayBuffer);
      expect(back.length).toBe(200_000);
      expect(back.every((x, i) => x === -(i + 0.5))).toBe(true);
      expect(existsSync(ref.name as string)).toBe(false);
    } finally {
      await end(child);
    }
  });
});

describe('folders', () => {
  const spilling = `import { openBlobStore } from ${here('./blob-store.ts')};
    const store = openBlobStore({ target: 'process', minBytes: 8, tempFolder: process.env.SPILL_TEST });
    const buffer = new ArrayBuffer(64);
    process.send(store.put(buffer).name);`;

  it('go when the process exits', async () => {
    const child = program(`${spilling} process.disconnect();`, { SPILL_TEST: folder });
    const path = (await reply(child)) as string;
    await once(child, 'exit');
    expect(existsSync(join(path, '..'))).toBe(false);
  });

  it('are swept after kill -9, while those of living processes stay', async () => {
    const killed = program(`${spilling} setInterval(() => {}, 1000);`, { SPILL_TEST: folder });
    const living = program(`${spilling} setInterval(() => {}, 1000);`, { SPILL_TEST: folder });
    try {
      const [lost, kept] = (await Promise.all([reply(killed), reply(living)])) as [string, string];
      await end(killed);
      expect(existsSync(lost)).toBe(true);
      const progress = `${join(lost, '..')}-progress-1`;
      writeFileSync(progress, '');
      expect(sweepSpillFolders([folder]).toSorted()).toEqual([join(lost, '..'), progress]);
      expect([lost, progress].map((path) => existsSync(path))).toEqual([false, false]);
      expect(existsSync(kept)).toBe(true);
    } finally {
      await end(living);
    }
  });

  it('of killed children go when their parent exits, although nobody has waited for them', async () => {
    const parent = program(
      `import { spawn } from 'node:child_process';
       const args = ['--input-type=module', '-e', process.env.CHILD_PROGRAM];
       const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
       child.once('message', async (path) => {
         const { spillOwner } = await import(${here('./spill-folder.ts')});
         spillOwner();
         process.send(path, () => {
           process.kill(child.pid, 'SIGKILL');
           // No turn of the event loop in between: the child has ended, and is still in the table of processes.
           Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
           process.exit(0);
         });
       });`,
      { SPILL_TEST: folder, MANYCORE_TEMP_FOLDER: folder, CHILD_PROGRAM: `${spilling} setInterval(() => {}, 1000);` },
    );
    const path = (await reply(parent)) as string;
    expect(await once(parent, 'exit')).toEqual([0, null]);
    expect(existsSync(join(path, '..'))).toBe(false);
  });

  it('are swept by the next program that spills', async () => {
    const killed = program(`${spilling} setInterval(() => {}, 1000);`, { SPILL_TEST: folder });
    const lost = (await reply(killed)) as string;
    await end(killed);
    const next = program(`${spilling} process.disconnect();`, { SPILL_TEST: folder, MANYCORE_TEMP_FOLDER: folder });
    await Promise.all([reply(next), once(next, 'exit')]);
    expect(existsSync(join(lost, '..'))).toBe(false);
  });

  it('of a later process with the same id, of other machines and of other names are left alone', async () => {
    const { mkdirSync } = await import('node:fs');
    const own = spillOwner();
    const [, pid, start, machine, random] = own.split('-') as [string, string, string, string, string];
    const names = {
      reused: `manycore-${pid}-${Number(start) + 1}-${machine}-${random}`,
      elsewhere: `manycore-999999999-${start}-${machine === '00000000' ? '11111111' : '00000000'}-${random}`,
      unrelated: 'manycore-notes',
    };
    for (const name of Object.values(names)) mkdirSync(join(folder, name));
    try {
      expect(sweepSpillFolders([folder])).toEqual([join(folder, names.reused)]);
    } finally {
      for (const name of Object.values(names)) rmSync(join(folder, name), { recursive: true, force: true });
    }
  });
});
