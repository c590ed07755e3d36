/** The worker file of the build step: what one file becomes. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export interface Asset {
  readonly file: string;
  readonly bytes: number;
  /** First 16 hexadecimal digits of its SHA-256. */
  readonly hash: string;
  readonly gzip: number;
  /** Only for text, and only where it is worth it. */
  readonly brotli?: number;
}

const isText = (file: string): boolean => /\.(?:js|mjs|cjs|ts|mts|json|css|html|md|txt|map)$/.test(file);

/** Hashes and compresses one file. */
export default function compress({ root, file }: { readonly root: string; readonly file: string }): Asset {
  const content = readFileSync(`${root}/${file}`);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const gzip = gzipSync(content, { level: 6 }).length;
  const asset = { file, bytes: content.length, hash, gzip };
  if (!isText(file) || content.length < 1024) return asset;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  return { ...asset, brotli: brotliCompressSync(content, { params }).length };
}

/** How many words a text has: a second export of the same file. */
export function countWords(text: string): number {
  return text.split(/\W+/).filter(Boolean).length;
}
