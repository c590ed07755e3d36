/**
 * Which variables keep their first value for ever: those whose name nothing in their script assigns to. Looking at a function costs some 100 us;
 * what it captured of such variables has to be looked at once only.
 */

import type * as acorn from 'acorn';
import { acornParser, PARSE_OPTIONS } from './analyze-function.ts';
import type { ScriptLocation } from './inspect-function.ts';
import { scriptOnDisk, type ScriptSource } from './script-source.ts';

/** Names of a script's variables that may get another value, and of those that another module may give one. */
interface Names {
  readonly assigned: ReadonlySet<string>;
  readonly imported: ReadonlySet<string>;
}

/** Longer scripts are bundles: reading them would take longer than it saves. In characters. */
const MAX_LENGTH = 400_000;

const known = new WeakMap<ScriptSource, Names | null>();

type Tree = { readonly type: string; readonly [key: string]: unknown };

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && typeof (value as Tree).type === 'string';

/** Adds the names that a pattern binds or assigns to. */
function addNames(pattern: unknown, names: Set<string>): void {
  if (!isTree(pattern)) return;
  if (pattern.type === 'Identifier') names.add(pattern['name'] as string);
  else if (pattern.type === 'ObjectPattern') {
    for (const property of pattern['properties'] as readonly Tree[])
      addNames(property.type === 'Property' ? property['value'] : property['argument'], names);
  } else if (pattern.type === 'ArrayPattern') {
    for (const element of pattern['elements'] as readonly unknown[]) addNames(element, names);
  } else if (pattern.type === 'AssignmentPattern') addNames(pattern['left'], names);
  else if (pattern.type === 'RestElement') addNames(pattern['argument'], names);
}

/** Where the names are that a statement or expression gives values to, other than once at their declaration. */
function assignedBy(tree: Tree): unknown {
  switch (tree.type) {
    case 'AssignmentExpression':
    case 'ForInStatement':
    case 'ForOfStatement':
      return tree['left'];
    case 'UpdateExpression':
      return tree['argument'];
    default:
      return undefined;
  }
}

class NameFinder {
  readonly assigned = new Set<string>();
  readonly imported = new Set<string>();
  /** A direct `eval` or `with` may assign to anything. */
  isOpen = false;

  visit(value: unknown): void {
    if (Array.isArray(value)) for (const one of value) this.visit(one);
    else if (isTree(value)) {
      this.#look(value);
      for (const key in value) if (key !== 'type') this.visit(value[key]);
    }
  }

  #look(tree: Tree): void {
    addNames(assignedBy(tree), this.assigned);
    if (tree.type === 'VariableDeclaration') this.#declaration(tree);
    else if (tree.type.startsWith('Import') && isTree(tree['local'])) addNames(tree['local'], this.imported);
    else if (tree.type === 'WithStatement') this.isOpen = true;
    else if (tree.type === 'CallExpression' && isTree(tree['callee']) && tree['callee']['name'] === 'eval')
      this.isOpen = true;
  }

  /** A `var` may run again and again, and what has no first value gets one later. */
  #declaration(tree: Tree): void {
    for (const one of tree['declarations'] as readonly Tree[]) {
      if (tree['kind'] === 'var' || (one['init'] === null && tree['kind'] !== 'const'))
        addNames(one['id'], this.assigned);
    }
  }
}

function parse(text: string): acorn.Program | undefined {
  for (const sourceType of ['module', 'script'] as const) {
    try {
      return acornParser().parse(text, { ...PARSE_OPTIONS, sourceType, allowHashBang: true });
    } catch {
      // A script of the other kind, or none that acorn knows.
    }
  }
  return undefined;
}

function namesIn(script: ScriptSource): Names | null {
  if (script.text.length > MAX_LENGTH) return null;
  const tree = parse(script.text);
  if (tree === undefined) return null;
  const finder = new NameFinder();
  finder.visit(tree);
  return finder.isOpen ? null : finder;
}

/**
 * Whether a captured variable keeps its value. What another module exports may change; a function that it exports is taken to stay.
 *
 * @returns False also where that is not known: the script cannot be read, or is a large bundle.
 */
export function isFixedVariable(
  { location, text }: { readonly location: ScriptLocation; readonly text: string },
  { name, value }: { readonly name: string; readonly value: unknown },
): boolean {
  const script = scriptOnDisk(location, text);
  if (script === undefined) return false;
  let names = known.get(script);
  if (names === undefined) known.set(script, (names = namesIn(script)));
  if (names === null || names.assigned.has(name)) return false;
  return !names.imported.has(name) || typeof value === 'function';
}
