/**
 * Puts original positions into stack traces of functions that came from transformed code. Their file name carries the id of
 * the script they were taken from, on the side that captured them; that side knows the source map.
 */

import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import type { SourceMapPayload } from 'node:module';
import { fileURLToPath } from 'node:url';
import { knownScript } from './script-source.ts';

const maps = new Map<string, SourceMap | null>();
const FRAME = /((?:file:\/\/)?[^\s()]+)\?closure=(\d+):(\d+):(\d+)/g;

function readMap(scriptId: string): SourceMap | null {
  try {
    const script = knownScript(scriptId);
    if (script === undefined || script.sourceMapUrl === '') return null;
    return new SourceMap(JSON.parse(mapText(script.sourceMapUrl, script.url)) as SourceMapPayload);
  } catch {
    return null; // a map that cannot be read: the positions in the transformed code have to do
  }
}

function mapText(sourceMapUrl: string, base: string): string {
  if (!sourceMapUrl.startsWith('data:')) return readFileSync(new URL(sourceMapUrl, base), 'utf8');
  const comma = sourceMapUrl.indexOf(',');
  const body = sourceMapUrl.slice(comma + 1);
  return /;base64/.test(sourceMapUrl.slice(0, comma))
    ? Buffer.from(body, 'base64').toString()
    : decodeURIComponent(body);
}

/** Stack trace of a worker with the positions of the original sources. Other frames are left as they are. */
export function remapStack(stack: string): string {
  if (!stack.includes('?closure=')) return stack;
  return stack.replace(FRAME, (frame) => {
    const [, file, scriptId, line, column] = new RegExp(FRAME.source).exec(frame) as unknown as [
      string,
      string,
      string,
      string,
      string,
    ];
    const entry = mapOf(scriptId)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry === undefined || !('originalLine' in entry)) return `${file}:${line}:${column}`;
    return `${originalFile(file, entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

function mapOf(scriptId: string): SourceMap | null {
  let map = maps.get(scriptId);
  if (map === undefined) {
    map = readMap(scriptId);
    maps.set(scriptId, map);
  }
  return map;
}

function originalFile(file: string, source: string): string {
  if (source.startsWith('file:')) return fileURLToPath(source);
  if (/^(\/|[A-Za-z]:)/.test(source) || source === '') return source || file;
  try {
    const base = file.startsWith('file:') ? file : `file://${file}`;
    return fileURLToPath(new URL(source, base));
  } catch {
    return file;
  }
}
