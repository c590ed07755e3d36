/**
 * Puts original positions into stack traces of functions that came from transformed code. Their file name carries the id of
 * the script they were taken from, on the side that captured them; that side knows the source map.
 */

import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import type { SourceMapPayload } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import { knownScript } from './script-source.ts';
import type { ScriptSource } from './script-source.ts';

const maps = new Map<string, SourceMap | null>();
const FRAME = /((?:file:\/\/)?[^\s()]+)\?closure=(\d+):(\d+):(\d+)/g;

/** Whether positions in this script may have others that they stand for: then its frames carry its id. */
export const canRemap = (script: ScriptSource): boolean =>
  script.sourceMapUrl !== '' || typeof Error.prepareStackTrace === 'function';

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
    if (entry === undefined || !('originalLine' in entry)) return askProgram(file, Number(line), Number(column));
    return `${originalFile(file, entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

/**
 * Test runners map positions by a hook of their own and keep the maps to themselves: the hook is asked about an error that is made
 * at just that position.
 */
function askProgram(file: string, line: number, column: number): string {
  const unmapped = `${file}:${line}:${column}`;
  if (typeof Error.prepareStackTrace !== 'function') return unmapped;
  try {
    const body = `return (\n${' '.repeat(column - 1)}new Error().stack)`;
    const stack = String(compileFunction(body, [], { filename: file, lineOffset: line - 2 })());
    return /([^\s()]+:\d+:\d+)\)?$/.exec(stack.split('\n')[1] ?? '')?.[1] ?? unmapped;
  } catch {
    return unmapped; // a hook that cannot do with such an error
  }
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
