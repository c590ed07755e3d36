/** Refusals of the front end: where, what, and what to write instead. */

import { KernelCompileError } from '../../core/errors.ts';

/** Where the text of a function starts in its file; lines and columns from 1. */
export interface TextPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A function's text, as far as messages need it. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
  readonly place?: TextPlace;
}

/** A piece of a source. */
export interface At {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

const lineStarts = new WeakMap<SourceText, readonly number[]>();

function startsOf(source: SourceText): readonly number[] {
  let starts = lineStarts.get(source);
  if (starts === undefined) {
    const found = [0];
    for (let at = source.text.indexOf('\n'); at !== -1; at = source.text.indexOf('\n', at + 1)) found.push(at + 1);
    lineStarts.set(source, (starts = found));
  }
  return starts;
}

/** Line and column, from 1, of a position in the text of its function: quick, unlike {@link placeOf}. */
export function placeInText({ source, start }: At): { readonly line: number; readonly column: number } {
  const starts = startsOf(source);
  const after = starts.findIndex((one) => one > start);
  const line = after === -1 ? starts.length : after;
  return { line, column: start - starts[line - 1]! + 1 };
}

/** Line and column, from 1, of a position in the file of its function. Where that is may have to be looked for: for messages. */
export function placeOf(at: At): TextPlace {
  const { line, column } = placeInText(at);
  const { place, name } = at.source;
  if (place === undefined) return { file: name, line, column };
  return { file: place.file, line: place.line + line - 1, column: line === 1 ? place.column + column - 1 : column };
}

const MAX_SNIPPET = 100;

/** The line of the source with a mark under the piece. */
function snippetOf({ source, start, end }: At, line: number): string {
  const from = source.text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = source.text.indexOf('\n', start);
  const whole = source.text.slice(from, lineEnd === -1 ? undefined : lineEnd);
  // Minified code is one long line: show what is around the piece.
  const cut = Math.max(0, start - from - MAX_SNIPPET / 2);
  const shown = whole.slice(cut, cut + MAX_SNIPPET);
  const mark = start - from - cut;
  const length = Math.max(1, Math.min(end - start, shown.length - mark));
  const gutter = `  ${line} | `;
  return `${gutter}${shown}\n${' '.repeat(gutter.length + mark)}${'^'.repeat(length)}`;
}

/**
 * The error for something a kernel cannot do.
 *
 * @param message - What is wrong.
 * @param hint - What to write instead.
 */
export function refusal(at: At, message: string, hint: string): KernelCompileError {
  const { file, line, column } = placeOf(at);
  const snippet = snippetOf(at, line);
  return new KernelCompileError(`${file}:${line}:${column}: ${message}; ${hint}\n${snippet}`, {
    file,
    line,
    column,
    snippet,
  });
}
