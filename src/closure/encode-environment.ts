/** The captured variables of a function, as slots. */

import { analyzeModule, type ImportBinding } from './analyze-module.ts';
import { hostGlobals } from './builtin-table.ts';
import { moduleVariable, packageScopeOf, requiredNode } from './by-reference.ts';
import { isFileScope, scopeHolding } from './captured-scope.ts';
import { freshName, type CapturedFunction, type CapturedVariable } from './captured-function.ts';
import type { Cells } from './cells.ts';
import type { FreeVariable } from './needs.ts';
import { encodeProperties } from './encode-properties.ts';
import type { Encoder } from './encoder.ts';
import type { CapturedScope } from './inspect-function.ts';
import { isInside, isReassigned, replacedSpans } from './make-code.ts';
import type { Ref, Slot } from './nodes.ts';
import type { Place } from './refusals.ts';
import { scriptSource } from './script-source.ts';
import { viteImport, viteRoot } from './vite-import.ts';

/** One captured variable, with all that decides how it travels. */
interface Found {
  readonly encoder: Encoder;
  readonly captured: CapturedFunction;
  readonly cells: Cells;
  readonly free: FreeVariable;
  readonly scope: CapturedScope;
  readonly value: unknown;
}

/** Encodes what a function captured. Variables it only names in what is blanked out are left alone. */
export function encodeEnvironment(encoder: Encoder, captured: CapturedFunction, cells: Cells): CapturedVariable[] {
  const gone = replacedSpans(captured);
  const variables: CapturedVariable[] = [];
  for (const free of captured.analysis.free.values()) {
    if (free.references.every((reference) => isInside(reference, gone))) continue;
    const scope = scopeHolding(captured.inspected, free.name);
    const variable =
      scope === undefined
        ? encodeGlobal(encoder, captured, free)
        : encodeVariable({
            encoder,
            captured,
            cells,
            free,
            scope,
            value: readVariable(encoder, captured, { free, scope }),
          });
    if (variable !== undefined) variables.push(variable);
  }
  if (isReassigned(captured) && captured.analysis.ownName !== undefined) {
    const { name } = captured.analysis.ownName;
    const scope = scopeHolding(captured.inspected, name) as CapturedScope;
    const slot = encoder.slot(scope.object[name], captured.place, 'variable', name);
    variables.push({ name, slot, free: plainVariable(name) });
  }
  return variables;
}

const plainVariable = (name: string): FreeVariable => ({
  name,
  references: [],
  memberWrites: [],
  isAssigned: false,
  typeofOnly: false,
  members: new Set(),
  usedWhole: true,
});

const encodeVariable = (found: Found): CapturedVariable =>
  encodeImport(found) ??
  encodePackageVariable(found) ??
  encodeViteImport(found) ??
  encodeRequire(found) ??
  encodeValue(found);

/** A name that is in no captured scope: a global. One that the program made itself is captured by value. */
function encodeGlobal(encoder: Encoder, captured: CapturedFunction, free: FreeVariable): CapturedVariable | undefined {
  const { name } = free;
  if (name in globalThis) {
    if (hostGlobals.has(name)) return undefined;
    return { name, slot: encoder.slot(Reflect.get(globalThis, name), captured.place, 'variable', name), free };
  }
  if (captured.analysis.kind === 'class' && !free.typeofOnly && isOnlyInKeys(captured, free)) {
    encoder.refuse(
      `${captured.title} is a class that uses "${name}" only while it is being defined (a computed key), and the engine no longer has it`,
      captured.place,
      'move the class to the top level of a module and export it',
    );
  }
  return undefined; // the same ReferenceError as at home, and code that tests for `window` works
}

/** V8 forgets what a class used only while it was being defined. */
const isOnlyInKeys = ({ analysis }: CapturedFunction, free: FreeVariable): boolean =>
  free.references.every((reference) => isInside(reference, analysis.computedKeys));

function readVariable(
  encoder: Encoder,
  captured: CapturedFunction,
  { free, scope }: Pick<Found, 'free' | 'scope'>,
): unknown {
  try {
    return scope.object[free.name];
  } catch {
    const { place, title } = captured;
    return encoder.refuse(
      `${title} uses "${free.name}" before its declaration has run`,
      place,
      `call this after the line that declares ${free.name}`,
    );
  }
}

function importSlot(encoder: Encoder, { place, url }: CapturedFunction, binding: ImportBinding): Ref {
  const { specifier, name, attributes } = binding;
  return encoder.named(`import ${url}|${specifier}|${name}`, { ...place, isDefinition: true }, () => ({
    t: 'import',
    specifier,
    name,
    parent: url,
    attributes,
  }));
}

/** An import of the function's module: imported there too. What is no function is read through the namespace, so it stays live. */
function encodeImport({ encoder, captured, free, scope, value }: Found): CapturedVariable | undefined {
  if (scope.description !== 'Module') return undefined;
  const script = scriptSource(captured.location, captured.text);
  const binding = script && analyzeModule(script).imports.get(free.name);
  if (binding === undefined) return undefined;
  if (binding.name === '*' || typeof value === 'function' || !/^[\w$]+$/.test(binding.name)) {
    const slot = importSlot(encoder, captured, binding);
    if (isIdentity(value)) encoder.side.definitions?.bind(value, slot.r);
    return { name: free.name, slot, free };
  }
  const name = freshName(`$import_${free.name}`, captured.text);
  const slot = importSlot(encoder, captured, { ...binding, name: '*' });
  return { name, slot, free, replacement: { variable: free, text: `${name}.${binding.name}` } };
}

const isIdentity = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

function encodePackageVariable({ encoder, captured, free, scope, value }: Found): CapturedVariable | undefined {
  const { inspected, url, place } = captured;
  if (packageScopeOf(inspected, url) !== scope) return undefined;
  const known = isIdentity(value) ? encoder.side.definitionOf(value) : undefined;
  if (known !== undefined) return { name: free.name, slot: { r: known }, free };
  const slot = encoder.named(`module variable ${url}|${free.name}`, { ...place, isDefinition: true }, () =>
    moduleVariable(url, free.name, scope),
  );
  if (isIdentity(value)) encoder.side.definitions?.bind(value, slot.r);
  return { name: free.name, slot, free };
}

function encodeViteImport({ encoder, captured, free }: Found): CapturedVariable | undefined {
  if (!/^__(?:vite_ssr|vi)_/.test(free.name)) return undefined;
  const script = scriptSource(captured.location, captured.text);
  const found = script && viteImport(script, free.name);
  if (found === undefined) return undefined;
  const { url, place } = captured;
  const slot =
    found === 'importer'
      ? encoder.named(`vite import ${url}`, { ...place, isDefinition: true }, () => ({
          t: 'module-tool',
          tool: 'import',
          url,
          root: viteRoot(),
        }))
      : importSlot(encoder, captured, { ...found, name: '*', attributes: {} });
  return { name: free.name, slot, free };
}

function encodeRequire({ encoder, captured, free, value }: Found): CapturedVariable | undefined {
  if (free.name !== 'require' || typeof value !== 'function' || !('resolve' in value && 'cache' in value))
    return undefined;
  const { url, place } = captured;
  const slot = encoder.named(`require ${url}`, { ...place, isDefinition: true }, () => ({
    t: 'module-tool',
    tool: 'require',
    url,
  }));
  return { name: free.name, slot, free };
}

function encodeValue({ encoder, captured, cells, free, scope, value }: Found): CapturedVariable {
  const { place, inspected, url, location } = captured;
  const isShared = isFileScope(scope, inspected, url);
  const sharedKey = isShared ? `${location.scriptId}:${free.name}` : undefined;
  // Roots that assign are refused elsewhere; what is left are helpers with state of their file.
  if (free.isAssigned && sharedKey !== undefined) cells.noteAssigned(sharedKey);
  const slot = membersOnly(free, value)
    ? encodeMembers(encoder, captured, { free, namespace: value })
    : encoder.slot(value, place, 'variable', free.name);
  return { name: free.name, slot, free, sharedKey };
}

/** A namespace of which only some members are used: the others need not travel. */
function membersOnly(free: FreeVariable, value: unknown): value is Record<string, unknown> {
  if (free.usedWhole || free.members.size === 0 || typeof value !== 'object' || value === null) return false;
  if (requiredNode(value) !== undefined) return false;
  const candidate = value as { [Symbol.toStringTag]?: unknown; __esModule?: unknown };
  return candidate[Symbol.toStringTag] === 'Module' || candidate.__esModule === true;
}

function encodeMembers(
  encoder: Encoder,
  { place }: CapturedFunction,
  { free, namespace }: { readonly free: FreeVariable; readonly namespace: object },
): Slot {
  const at: Place = { ...place, isDefinition: true, value: namespace, parent: place, step: 'variable', key: free.name };
  // Getters stay getters: compilers make them for live bindings.
  const props = encodeProperties(encoder, at, (key) => typeof key === 'symbol' || !free.members.has(key));
  return encoder.anonymous(at, { t: 'object', proto: null, props });
}
