/** Which names a stretch of code declares, by scope. */

import type * as acorn from 'acorn';

/** Names that are declared in a stretch of code, and what surrounds it. */
export interface Scope {
  readonly names: Set<string>;
  readonly parent: Scope | null;
}

export const newScope = (parent: Scope): Scope => ({ names: new Set(), parent });

export function isDeclared(name: string, scope: Scope): boolean {
  for (let at: Scope | null = scope; at !== null; at = at.parent) if (at.names.has(name)) return true;
  return false;
}

/** Names of the private members that a class declares. */
export function privateNamesOf(node: acorn.Class | acorn.ClassExpression): Set<string> {
  const names = new Set<string>();
  for (const member of node.body.body) {
    if (member.type !== 'StaticBlock' && member.key.type === 'PrivateIdentifier') names.add(member.key.name);
  }
  return names;
}

/** Adds the names that a binding pattern declares. */
export function declarePattern(node: acorn.AnyNode | null | undefined, scope: { readonly names: Set<string> }): void {
  if (!node) return;
  if (node.type === 'Identifier') scope.names.add(node.name);
  else if (node.type === 'AssignmentPattern') declarePattern(node.left, scope);
  else if (node.type === 'RestElement') declarePattern(node.argument, scope);
  else if (node.type === 'ArrayPattern') for (const element of node.elements) declarePattern(element, scope);
  else if (node.type === 'ObjectPattern') {
    for (const property of node.properties)
      declarePattern(property.type === 'RestElement' ? property.argument : property.value, scope);
  }
}

/** `let`, `const`, `using`, classes and functions of a block. */
export function declareLexical(node: acorn.AnyNode, scope: Scope): void {
  if (node.type === 'VariableDeclaration' && node.kind !== 'var') {
    for (const declaration of node.declarations) declarePattern(declaration.id, scope);
  } else if ((node.type === 'ClassDeclaration' || node.type === 'FunctionDeclaration') && node.id)
    scope.names.add(node.id.name);
  else if (node.type === 'LabeledStatement') declareLexical(node.body, scope);
}

/** `var` of a function's body, at any depth but not inside other functions. */
export function hoistVar(node: acorn.AnyNode, scope: Scope): void {
  if (/Function|^Class/.test(node.type)) return;
  if (node.type === 'VariableDeclaration' && node.kind === 'var') {
    for (const declaration of node.declarations) declarePattern(declaration.id, scope);
  }
  for (const child of childNodes(node)) hoistVar(child, scope);
}

const isNode = (value: unknown): value is acorn.AnyNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** The nodes right below a node. */
export function childNodes(node: acorn.AnyNode): acorn.AnyNode[] {
  const children: acorn.AnyNode[] = [];
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) children.push(...value.filter(isNode));
    else if (isNode(value)) children.push(value);
  }
  return children;
}
