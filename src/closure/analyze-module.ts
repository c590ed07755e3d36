/** What a whole script says: its import bindings and its exports, by position. */

import type * as acorn from 'acorn';
import { acornParser, PARSE_OPTIONS } from './analyze-function.ts';
import type { ScriptSource } from './script-source.ts';

/** An import binding of a module. */
export interface ImportBinding {
  readonly specifier: string;
  /** `*` for the namespace. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A function or class that a module exports, by the place of its text. */
export interface ExportedText {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface ModuleAnalysis {
  readonly imports: ReadonlyMap<string, ImportBinding>;
  readonly exports: readonly ExportedText[];
  readonly program: acorn.Program | undefined;
}

const analyses = new WeakMap<ScriptSource, ModuleAnalysis>();

/** Analyses a script as a module; one that is none has no imports and no exports. */
export function analyzeModule(script: ScriptSource): ModuleAnalysis {
  let analysis = analyses.get(script);
  if (analysis === undefined) {
    const program = parseModule(script.text);
    analysis = { program, imports: importsOf(program), exports: exportsOf(program) };
    analyses.set(script, analysis);
  }
  return analysis;
}

function parseModule(text: string): acorn.Program | undefined {
  try {
    return acornParser().parse(text, {
      ...PARSE_OPTIONS,
      sourceType: 'module',
      allowHashBang: true,
      allowAwaitOutsideFunction: true,
    });
  } catch {
    return undefined;
  }
}

const nameOf = (node: acorn.Identifier | acorn.Literal): string =>
  node.type === 'Identifier' ? node.name : String(node.value);

function importsOf(program: acorn.Program | undefined): Map<string, ImportBinding> {
  const imports = new Map<string, ImportBinding>();
  for (const statement of program?.body ?? []) {
    if (statement.type !== 'ImportDeclaration') continue;
    const attributes = Object.fromEntries(
      (statement.attributes ?? []).map((attribute) => [nameOf(attribute.key), String(attribute.value.value)]),
    );
    for (const binding of statement.specifiers) {
      const name =
        binding.type === 'ImportNamespaceSpecifier'
          ? '*'
          : binding.type === 'ImportDefaultSpecifier'
            ? 'default'
            : nameOf(binding.imported);
      imports.set(binding.local.name, { specifier: String(statement.source.value), name, attributes });
    }
  }
  return imports;
}

/** Top-level functions, classes and initialisers, by local name. */
function localTexts(program: acorn.Program): Map<string, acorn.Node> {
  const texts = new Map<string, acorn.Node>();
  for (const statement of program.body) {
    const declaration =
      statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
        ? statement.declaration
        : statement;
    if (declaration?.type === 'FunctionDeclaration' || declaration?.type === 'ClassDeclaration') {
      if (declaration.id) texts.set(declaration.id.name, declaration);
    } else if (declaration?.type === 'VariableDeclaration' && declaration.kind === 'const') {
      for (const { id, init } of declaration.declarations)
        if (id.type === 'Identifier' && init) texts.set(id.name, init);
    }
  }
  return texts;
}

function exportsOf(program: acorn.Program | undefined): ExportedText[] {
  if (program === undefined) return [];
  const texts = localTexts(program);
  const found: ExportedText[] = [];
  const add = (local: string, name: string): void => {
    const text = texts.get(local);
    if (text !== undefined) found.push({ name, start: text.start, end: text.end });
  };
  for (const statement of program.body) {
    if (statement.type === 'ExportNamedDeclaration') addNamed(statement, add);
    else if (statement.type === 'ExportDefaultDeclaration') {
      const { declaration } = statement;
      if (declaration.type === 'Identifier') add(declaration.name, 'default');
      else found.push({ name: 'default', start: declaration.start, end: declaration.end });
    }
  }
  return found;
}

function addNamed(statement: acorn.ExportNamedDeclaration, add: (local: string, name: string) => void): void {
  const { declaration } = statement;
  if (declaration?.type === 'VariableDeclaration') {
    for (const { id } of declaration.declarations) if (id.type === 'Identifier') add(id.name, id.name);
  } else if (declaration?.id) add(declaration.id.name, declaration.id.name);
  if (statement.source) return;
  for (const binding of statement.specifiers) add(nameOf(binding.local), nameOf(binding.exported));
}
