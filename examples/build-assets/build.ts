/** A build step: every file of a folder is hashed and compressed on a pool. Which pool is a parameter. */

import { globSync, statSync } from 'node:fs';
import path from 'node:path';
import type * as tinypool from 'tinypool';
import type { Asset } from './compress.ts';

/** 'tinypool', or the drop-in that replaces it: they export the same. */
export type PoolModule = Pick<typeof tinypool, 'Tinypool'>;

export interface BuildOptions {
  readonly root: string;
  /** The first so many files, in the order of their names. */
  readonly files: number;
  readonly threads: number;
  readonly runtime: 'worker_threads' | 'child_process';
}

export interface Manifest {
  readonly assets: readonly Asset[];
  /** Files that could not be read, with the reason. */
  readonly failed: readonly string[];
  readonly words: number;
}

function listFiles({ root, files }: BuildOptions): string[] {
  return globSync('**/*.{js,mjs,cjs,ts,json,md,css,html}', { cwd: root })
    .filter((file) => !file.includes('.cache') && statSync(path.join(root, file)).isFile())
    .filter((file) => statSync(path.join(root, file)).size < 300_000)
    .toSorted()
    .slice(0, files);
}

/** Builds the manifest of a folder. */
export async function build({ Tinypool }: PoolModule, options: BuildOptions): Promise<Manifest> {
  const pool = new Tinypool({
    filename: new URL('./compress.ts', import.meta.url).href,
    runtime: options.runtime,
    minThreads: options.threads,
    maxThreads: options.threads,
  });
  try {
    const names = [...listFiles(options), 'this-file-is-not-there.js'];
    const built = await Promise.allSettled(
      names.map((file) => pool.run({ root: options.root, file }) as Promise<Asset>),
    );
    const assets = built.filter((one) => one.status === 'fulfilled').map((one) => one.value);
    const failed = built.flatMap((one, i) =>
      one.status === 'rejected' ? [`${names[i]}: ${(one.reason as Error).message.split(',')[0]}`] : [],
    );
    const words = (await pool.run(names.join(' '), { name: 'countWords' })) as number;
    return { assets, failed, words };
  } finally {
    await pool.destroy();
  }
}
