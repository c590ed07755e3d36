/** The text of a function as it is sent: with replacements that keep lines, and columns where they can. */

import { freshName, type CapturedFunction, type CapturedVariable } from './captured-function.ts';
import { scopeHolding } from './captured-scope.ts';
import type { Span } from './needs.ts';
import type { AnyFunction, CodeNode } from './nodes.ts';
import { canRemap } from './remap-stack.ts';
import { scriptSource, textStart } from './script-source.ts';
import type { ScriptSource } from './script-source.ts';

const spanLength = ({ start, end }: Span): number => end - start;

interface Edit extends Span {
  readonly text: string;
}

/** Spans of a class that are replaced as a whole: its parent and its public static state. */
export const replacedSpans = ({ analysis }: Pick<CapturedFunction, 'analysis'>): Span[] =>
  analysis.superClass === undefined ? [...analysis.statics] : [...analysis.statics, analysis.superClass];

export const isInside = (inner: Span, outers: readonly Span[]): boolean =>
  outers.some((outer) => inner.start >= outer.start && inner.end <= outer.end);

const blank = (text: string, { start, end }: Span): Edit => ({
  start,
  end,
  text: text.slice(start, end).replace(/[^\n\r\u2028\u2029]/g, ' '),
});

/** A name exactly as long as what it replaces, so that columns stay. */
function nameOfLength(length: number, text: string): string {
  for (let i = 0; ; i++) {
    const name = `$${i.toString(36)}`.padEnd(length, '$');
    if (!text.includes(name)) return name;
  }
}

/** Makes the node of a captured function's text. */
export function makeCode(captured: CapturedFunction, variables: readonly CapturedVariable[]): CodeNode {
  const { analysis, text, url, location } = captured;
  const metaName = analysis.importMeta.length > 0 ? nameOfLength('import.meta'.length, text) : undefined;
  const importName = analysis.dynamicImport.length > 0 ? nameOfLength('import'.length, text) : undefined;
  const superName = analysis.superClass === undefined ? undefined : freshName('$super', text);
  const edits: Edit[] = [
    ...analysis.importMeta.map((span) => ({ ...span, text: (metaName ?? '').padEnd(span.end - span.start) })),
    ...analysis.dynamicImport.map((span) => ({ ...span, text: importName ?? '' })),
    ...analysis.statics.map((span) => blank(text, span)),
    ...(analysis.superClass === undefined ? [] : [{ ...analysis.superClass, text: superName ?? '' }]),
    ...variables.flatMap((variable) => replacementsOf(variable, replacedSpans(captured))),
    ...ownNameEdit(captured),
    // The name of a method is set anew; what it was computed from may be gone.
    ...(analysis.computedName === undefined
      ? []
      : [{ ...analysis.computedName, text: '0'.padEnd(spanLength(analysis.computedName)) }]),
  ];
  const start = textStart(location, text);
  const script = scriptSource(location, text);
  return {
    t: 'code',
    text: applyEdits(text, edits),
    form: analysis.form,
    url,
    line: start?.line ?? location.lineNumber,
    column: start?.column ?? 0,
    strict: isStrict(captured, script),
    names: variables.map(({ name }) => name),
    ...(metaName && { metaName }),
    ...(importName && { importName }),
    ...(superName && { superName }),
    ...(script !== undefined && canRemap(script) && { mapped: location.scriptId }),
    isClass: analysis.kind === 'class',
  };
}

function replacementsOf({ replacement }: CapturedVariable, gone: readonly Span[]): Edit[] {
  if (replacement === undefined) return [];
  const { variable, text } = replacement;
  return variable.references
    .filter((reference) => !isInside(reference, gone))
    .map(({ start, end, shorthand }) => ({ start, end, text: shorthand ? `${variable.name}:${text}` : text }));
}

/**
 * `function f() { ... f() ... }` whose outer `f` was assigned anew means the new one; as an expression it would mean itself.
 * Without its name in the text, `f` is a captured variable like any other.
 */
function ownNameEdit({ analysis, fn, inspected, text }: CapturedFunction): Edit[] {
  if (!isReassigned({ analysis, fn, inspected }) || analysis.ownName === undefined) return [];
  return [blank(text, analysis.ownName.span)];
}

/** Is the variable of a function declaration's name something else by now? */
export function isReassigned({
  analysis,
  fn,
  inspected,
}: Pick<CapturedFunction, 'analysis' | 'fn' | 'inspected'>): boolean {
  if (analysis.kind !== 'function' || analysis.ownName === undefined) return false;
  const scope = scopeHolding(inspected, analysis.ownName.name);
  if (scope === undefined) return false;
  try {
    return scope.object[analysis.ownName.name] !== fn;
  } catch {
    return false;
  }
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text;
  const fromTheEnd = edits.toSorted((a, b) => b.start - a.start);
  for (const { start, end, text: replacement } of fromTheEnd)
    result = result.slice(0, start) + replacement + result.slice(end);
  return result;
}

/** Modules and classes are strict; other functions are where they, or their file, say so. */
function isStrict({ analysis, inspected, fn }: CapturedFunction, script: ScriptSource | undefined): boolean {
  if (analysis.kind === 'class' || inspected.scopes.some((scope) => scope.description === 'Module')) return true;
  if (script !== undefined && startsStrict(script.text)) return true;
  return (
    analysis.kind === 'function' && !analysis.isGenerator && Object.hasOwn(fn, 'prototype') && refusesArguments(fn)
  );
}

/** Reading `arguments` of a function throws for strict ones, and gives null for sloppy ones. */
function refusesArguments(fn: AnyFunction): boolean {
  try {
    Reflect.get(fn, 'arguments');
    return false;
  } catch {
    return true;
  }
}

/** Does a file begin with 'use strict'? A scanner: a regular expression over the comments backtracks without end on large files. */
function startsStrict(text: string): boolean {
  let i = text.startsWith('#!') ? text.indexOf('\n') : 0;
  while (i >= 0 && i < text.length) {
    if (/\s/.test(text.charAt(i))) i++;
    else if (text.startsWith('//', i)) i = text.indexOf('\n', i);
    else if (text.startsWith('/*', i)) i = skipPast(text, '*/', i + 2);
    else return /^(['"])use strict\1/.test(text.slice(i, i + 12));
  }
  return false;
}

function skipPast(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  return found < 0 ? -1 : found + end.length;
}
