/**
 * URL and text of the script a function was written in.
 *
 * Cheap way first: the script is usually on the call stack (the caller of the library), and its file still holds this very
 * text at this very place. Otherwise the inspector's Debugger domain is enabled for a moment, which costs 20 to 600 ms
 * depending on how many scripts the program has.
 */

import { readFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';
import { getCallSites } from 'node:util';
import { post, withSession } from './inspect-function.ts';
import type { ScriptLocation } from './inspect-function.ts';

/** A script as V8 has it (for TypeScript: after stripping, which keeps positions). */
export interface ScriptSource {
  readonly url: string;
  readonly text: string;
  readonly sourceMapUrl: string;
  /** Where the text starts, for scripts that are a piece of a file. */
  readonly startLine: number;
  readonly startColumn: number;
  /** Offsets at which the lines start. */
  readonly lineStarts: readonly number[];
}

/** Where a function's text starts: offset in the script, line and column in its file, all from 0. */
export interface TextStart {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** The parameter list, which is where V8 says a function is, is at most this far behind the start of its text. */
const LOOK_BACK = 300;

/** Scripts and places kept; a program that makes scripts as it runs would fill the memory otherwise. */
const MAX_SCRIPTS = 2000;
const MAX_STARTS = 20_000;

const scripts = new Map<string, ScriptSource>();
const starts = new Map<string, TextStart | null>();

/** Key of a place in a script. */
export const placeKey = (at: ScriptLocation): string => `${at.scriptId}:${at.lineNumber}:${at.columnNumber}`;

function lineStartsOf(text: string): number[] {
  const found = [0];
  const ends = /\r\n|[\n\r\u2028\u2029]/g;
  for (let match = ends.exec(text); match !== null; match = ends.exec(text)) found.push(match.index + match[0].length);
  return found;
}

function offsetOf(script: ScriptSource, at: ScriptLocation): number {
  const lineStart = script.lineStarts[at.lineNumber - script.startLine];
  if (lineStart === undefined) return -1;
  return lineStart + at.columnNumber - (at.lineNumber === script.startLine ? script.startColumn : 0);
}

function findText(script: ScriptSource, at: ScriptLocation, text: string): number {
  const offset = offsetOf(script, at);
  for (let back = 0; back <= LOOK_BACK && offset - back >= 0; back++) {
    if (script.text.startsWith(text, offset - back)) return offset - back;
  }
  return -1;
}

/** Finds where the text of a function starts; undefined when the script does not hold it there. */
export function textStart(at: ScriptLocation, text: string): TextStart | undefined {
  if (at.scriptId === '') return undefined;
  const key = placeKey(at);
  let start = starts.get(key);
  if (start === undefined) {
    const script = scriptSource(at, text);
    const offset = script === undefined ? -1 : findText(script, at, text);
    start = script === undefined || offset < 0 ? null : positionAt(script, offset);
    if (starts.size >= MAX_STARTS) starts.clear();
    starts.set(key, start);
  }
  return start ?? undefined;
}

function positionAt(script: ScriptSource, offset: number): TextStart {
  let low = 0;
  let high = script.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((script.lineStarts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  const column = offset - (script.lineStarts[low] as number) + (low === 0 ? script.startColumn : 0);
  return { offset, line: low + script.startLine, column };
}

/** The script at a location; `text` is the source of the function there. */
export function scriptSource(at: ScriptLocation, text: string): ScriptSource | undefined {
  if (at.scriptId === '') return undefined; // captured without the inspector
  let script = scripts.get(at.scriptId) ?? fromCallStack(at, text);
  if (script === undefined) {
    script = fromDebugger(at.scriptId);
  }
  if (script !== undefined) keepScript(at.scriptId, script);
  return script;
}

function keepScript(scriptId: string, script: ScriptSource): void {
  const oldest = scripts.size >= MAX_SCRIPTS ? scripts.keys().next().value : undefined;
  if (oldest !== undefined) scripts.delete(oldest);
  scripts.set(scriptId, script);
}

/** What is known already about a script by its id. */
export const knownScript = (scriptId: string): ScriptSource | undefined =>
  scripts.get(scriptId) ?? fromDebugger(scriptId);

function fileUrlOf(name: string): string | undefined {
  if (name.startsWith('file:')) return name;
  return /^(\/|[A-Za-z]:[\\/])/.test(name) ? pathToFileURL(name).href : undefined;
}

/** Names of scripts that were seen on the call stack, by their ids. */
const seenNames = new Map<string, string>();

const idOf = (frame: object): string => String((frame as { scriptId?: string }).scriptId);

/** Remembers the scripts that call the library now, for functions of theirs that are looked at when they are no longer on the stack. */
export function noteCallers(): void {
  for (const frame of getCallSites(8)) {
    if (seenNames.size >= MAX_SCRIPTS) seenNames.clear();
    seenNames.set(idOf(frame), frame.scriptName);
  }
}

/** The script at a location as it is on disk, where that can be had without the debugger. */
export function scriptOnDisk(at: ScriptLocation, text: string): ScriptSource | undefined {
  if (at.scriptId === '') return undefined;
  const known = scripts.get(at.scriptId);
  if (known !== undefined) return known;
  const found = fromCallStack(at, text);
  if (found !== undefined) keepScript(at.scriptId, found);
  return found;
}

function fromCallStack(at: ScriptLocation, text: string): ScriptSource | undefined {
  // Not more than 200 frames: that is what V8 allows.
  const name = seenNames.get(at.scriptId) ?? getCallSites(200).find((frame) => idOf(frame) === at.scriptId)?.scriptName;
  const url = name === undefined ? undefined : fileUrlOf(name);
  if (url === undefined) return undefined;
  const source = readSource(url);
  const script = source === undefined ? undefined : makeScript(url, source);
  return script !== undefined && findText(script, at, text) >= 0 ? script : undefined;
}

/**
 * The text that V8 was given, where Node itself loaded the file: TypeScript without its types. Stripping keeps positions, so
 * a function without types would be found in the file as it is, too, and all others would then be missed.
 */
function readSource(url: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(new URL(url), 'utf8');
  } catch {
    return undefined;
  }
  if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
  const stripped = /\.[cm]?ts(\?|#|$)/.test(url) ? stripTypes(text) : undefined;
  return stripped ?? text;
}

function stripTypes(text: string): string | undefined {
  const warn = Reflect.get(process, 'emitWarning') as typeof process.emitWarning;
  process.emitWarning = (): void => {}; // Node 22 warns that stripping is experimental; the program's own start did so already.
  try {
    return nodeModule.stripTypeScriptTypes(text);
  } catch {
    return undefined;
  } finally {
    process.emitWarning = warn;
  }
}

function makeScript(
  url: string,
  text: string,
  { startLine, startColumn } = { startLine: 0, startColumn: 0 },
): ScriptSource {
  const sourceMapUrl = /\n\/\/[#@] sourceMappingURL=(\S+)\s*$/.exec(text.slice(-200_000))?.[1] ?? '';
  return { url, text, sourceMapUrl, startLine, startColumn, lineStarts: lineStartsOf(text) };
}

interface ParsedScript {
  readonly scriptId: string;
  readonly url: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly sourceMapURL?: string;
}

/** All scripts seen while the Debugger domain was enabled. */
const parsed = new Map<string, ParsedScript>();

/** URL of the script at a location, without fetching its text where that is not needed. */
export function scriptUrl(at: ScriptLocation, text: string): string {
  return (scripts.get(at.scriptId) ?? parsed.get(at.scriptId) ?? scriptSource(at, text))?.url ?? '';
}

function fromDebugger(scriptId: string): ScriptSource | undefined {
  return withSession((session) => {
    const onParsed = ({ params }: { params: ParsedScript }): void => {
      const { url, startLine, startColumn, sourceMapURL } = params;
      parsed.set(params.scriptId, {
        scriptId: params.scriptId,
        url: fileUrlOf(url) ?? url,
        startLine,
        startColumn,
        sourceMapURL,
      });
    };
    session.on('Debugger.scriptParsed', onParsed as (message: object) => void);
    try {
      post('Debugger.enable', { maxScriptsCacheSize: 0 });
      const script = parsed.get(scriptId);
      if (script === undefined) return undefined;
      const text = String(post('Debugger.getScriptSource', { scriptId })['scriptSource']);
      const made = makeScript(script.url, text, script);
      return script.sourceMapURL ? { ...made, sourceMapUrl: script.sourceMapURL } : made;
    } finally {
      session.removeListener('Debugger.scriptParsed', onParsed as (message: object) => void);
      post('Debugger.disable');
    }
  });
}
