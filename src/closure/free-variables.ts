/** Finds what a function's text uses from outside itself: a scope analysis over acorn's syntax tree. */

import type * as acorn from 'acorn';

/** A stretch of the text, from 0. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One use of a free variable. */
export interface Reference extends Span {
  /** `{ x }`, which has to become `{ x: other }` when the name is replaced. */
  readonly shorthand: boolean;
}

/** A write into something a free variable holds: `x.a.b = 1` writes into the path `a` of `x`. */
export interface MemberWrite extends Span {
  /** Property names from the variable to the object written to; null for one known only at run time. */
  readonly path: readonly (string | null)[];
  /** The method that writes (`push`), or undefined for an assignment. */
  readonly method: string | undefined;
}

/** A variable that the function uses and does not declare. */
export interface FreeVariable {
  readonly name: string;
  readonly references: Reference[];
  readonly memberWrites: MemberWrite[];
  isAssigned: boolean;
  /** Used only as `typeof x`. */
  typeofOnly: boolean;
  /** Properties read as `x.name`, and whether `x` is also used in any other way. */
  readonly members: Set<string>;
  usedWhole: boolean;
}

/** What a function's text needs from its surroundings. */
export interface Needs {
  readonly free: Map<string, FreeVariable>;
  readonly importMeta: Span[];
  readonly dynamicImport: Span[];
  /** Private names used but not declared inside. */
  readonly privateNames: Set<string>;
  lexicalThis: boolean;
  usesSuper: boolean;
  directEval: boolean;
}

interface Scope {
  readonly names: Set<string>;
  readonly parent: Scope | null;
}

/** Whose `this` the code at hand sees: the root's own, the one around a root arrow, or one of a nested function. */
type ThisLevel = 'own' | 'around' | 'nested';

/** How a pattern is used: it declares names, or assigns to what is there. */
interface PatternUse {
  readonly scope: Scope;
  readonly level: ThisLevel;
  readonly declares: boolean;
}

/** Methods that change the array, Map or Set they are called on. */
const WRITING_METHODS: ReadonlySet<string> = new Set(
  'push pop shift unshift splice sort reverse fill copyWithin set add delete clear'.split(' '),
);
/** Functions of Object and Reflect that change their first argument. */
const WRITING_FUNCTIONS: ReadonlySet<string> = new Set(
  'assign defineProperty defineProperties setPrototypeOf set deleteProperty'.split(' '),
);
/** Calls that hand out a part of the collection they are called on. */
const PART_METHODS: ReadonlySet<string> = new Set(['get', 'at']);

interface Chain {
  readonly root: acorn.Identifier;
  readonly path: readonly (string | null)[];
}

/** `x.a[0].get(k)` as the variable `x` and the path to the value; undefined for anything else. */
function memberChain(node: acorn.AnyNode): Chain | undefined {
  const path: (string | null)[] = [];
  let at: acorn.AnyNode = node;
  for (;;) {
    if (at.type === 'Identifier') return { root: at, path: path.reverse() };
    if (at.type === 'ChainExpression' || at.type === 'ParenthesizedExpression') at = at.expression;
    else if (at.type === 'MemberExpression') {
      path.push(propertyName(at));
      at = at.object;
    } else if (
      at.type === 'CallExpression' &&
      at.callee.type === 'MemberExpression' &&
      PART_METHODS.has(propertyName(at.callee) ?? '')
    ) {
      path.push(null);
      at = at.callee.object;
    } else return undefined;
  }
}

function propertyName(node: acorn.MemberExpression): string | null {
  if (!node.computed && node.property.type === 'Identifier') return node.property.name;
  return node.computed && node.property.type === 'Literal' ? String(node.property.value) : null;
}

const isNode = (value: unknown): value is acorn.AnyNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

function childNodes(node: acorn.AnyNode): acorn.AnyNode[] {
  const children: acorn.AnyNode[] = [];
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) children.push(...value.filter(isNode));
    else if (isNode(value)) children.push(value);
  }
  return children;
}

/** Walks one function or class expression. `offset` is subtracted from all positions. */
export class NeedsWalker {
  readonly needs: Needs = {
    free: new Map(),
    importMeta: [],
    dynamicImport: [],
    privateNames: new Set(),
    lexicalThis: false,
    usesSuper: false,
    directEval: false,
  };
  readonly #offset: number;
  readonly #privateScopes: ReadonlySet<string>[] = [];

  constructor(offset: number) {
    this.#offset = offset;
  }

  walkRoot(root: acorn.AnyNode): Needs {
    const outside: Scope = { names: new Set(), parent: null };
    if (root.type === 'ClassExpression') this.#class(root, outside, 'nested');
    else this.#function(root as acorn.Function, outside, root.type === 'ArrowFunctionExpression' ? 'around' : 'own');
    return this.needs;
  }

  #span(node: acorn.Node): Span {
    return { start: node.start - this.#offset, end: node.end - this.#offset };
  }

  #variable(name: string): FreeVariable {
    let variable = this.needs.free.get(name);
    if (variable === undefined) {
      variable = {
        name,
        references: [],
        memberWrites: [],
        isAssigned: false,
        typeofOnly: true,
        members: new Set(),
        usedWhole: false,
      };
      this.needs.free.set(name, variable);
    }
    return variable;
  }

  #reference(
    id: acorn.Identifier,
    scope: Scope,
    use: { assigned?: boolean; typeofOnly?: boolean; shorthand?: boolean; member?: string } = {},
  ): void {
    if (isDeclared(id.name, scope)) return;
    const variable = this.#variable(id.name);
    const span = this.#span(id);
    if (!variable.references.some((known) => known.start === span.start)) {
      variable.references.push({ ...span, shorthand: use.shorthand === true });
    }
    if (use.assigned) variable.isAssigned = true;
    if (!use.typeofOnly) variable.typeofOnly = false;
    if (use.member !== undefined) variable.members.add(use.member);
    else if (!use.typeofOnly) variable.usedWhole = true;
  }

  #memberWrite(target: acorn.AnyNode, scope: Scope, method?: string): void {
    const chain = memberChain(target);
    if (chain === undefined || isDeclared(chain.root.name, scope)) return;
    this.#variable(chain.root.name).memberWrites.push({ ...this.#span(target), path: chain.path, method });
  }

  #function(node: acorn.Function | acorn.ArrowFunctionExpression, outer: Scope, level: ThisLevel): void {
    const named = newScope(outer);
    if (node.type === 'FunctionExpression' && node.id) named.names.add(node.id.name);
    const scope = newScope(named);
    if (node.type !== 'ArrowFunctionExpression') scope.names.add('arguments');
    for (const parameter of node.params) declarePattern(parameter, scope);
    for (const parameter of node.params) this.#pattern(parameter, { scope, level, declares: true });
    if (node.body.type !== 'BlockStatement') return this.#visit(node.body, scope, level);
    this.#body(node.body.body, scope, level);
  }

  #body(statements: readonly acorn.AnyNode[], outer: Scope, level: ThisLevel): void {
    const scope = newScope(outer);
    for (const statement of statements) hoistVar(statement, scope);
    this.#block(statements, scope, level);
  }

  #block(statements: readonly acorn.AnyNode[], scope: Scope, level: ThisLevel): void {
    for (const statement of statements) declareLexical(statement, scope);
    for (const statement of statements) this.#visit(statement, scope, level);
  }

  #class(node: acorn.Class | acorn.ClassExpression, outer: Scope, level: ThisLevel): void {
    const members = node.body.body;
    this.#privateScopes.push(privateNamesOf(node));
    const scope = newScope(outer);
    if (node.id) scope.names.add(node.id.name);
    if (node.superClass) this.#visit(node.superClass, scope, level);
    for (const member of members) {
      if (member.type === 'StaticBlock') this.#body(member.body, scope, 'nested');
      else {
        if (member.computed) this.#visit(member.key, scope, level);
        if (member.type === 'MethodDefinition') this.#function(member.value, scope, 'nested');
        else if (member.value) this.#visit(member.value, scope, 'nested');
      }
    }
    this.#privateScopes.pop();
  }

  #privateName(name: string): void {
    if (!this.#privateScopes.some((declared) => declared.has(name))) this.needs.privateNames.add(name);
  }

  /** A pattern: declared names are no references; the targets of an assignment are. */
  #pattern(node: acorn.AnyNode | null | undefined, use: PatternUse): void {
    const { scope, level, declares } = use;
    if (!node) return;
    switch (node.type) {
      case 'Identifier':
        if (!declares) this.#reference(node, scope, { assigned: true });
        return;
      case 'MemberExpression':
        this.#memberWrite(node.object, scope);
        return this.#visit(node, scope, level);
      case 'ObjectPattern':
        for (const property of node.properties) {
          if (property.type === 'RestElement') this.#pattern(property.argument, use);
          else {
            if (property.computed) this.#visit(property.key, scope, level);
            this.#patternProperty(property, use);
          }
        }
        return;
      case 'ArrayPattern':
        for (const element of node.elements) this.#pattern(element, use);
        return;
      case 'AssignmentPattern':
        this.#pattern(node.left, use);
        return this.#visit(node.right, scope, level);
      case 'RestElement':
        return this.#pattern(node.argument, use);
      default:
        return this.#visit(node, scope, level);
    }
  }

  #patternProperty(property: acorn.AssignmentProperty, use: PatternUse): void {
    const { scope, level, declares } = use;
    // `({ x } = value)` assigns the free x; written out when the name is replaced.
    if (!declares && property.shorthand) {
      const target = property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
      if (target.type === 'Identifier') this.#reference(target, scope, { assigned: true, shorthand: true });
      if (property.value.type === 'AssignmentPattern') this.#visit(property.value.right, scope, level);
      return;
    }
    this.#pattern(property.value, use);
  }

  #visit(node: acorn.AnyNode | null | undefined, scope: Scope, level: ThisLevel): void {
    if (!node) return;
    switch (node.type) {
      case 'Identifier':
        return this.#reference(node, scope);
      case 'ThisExpression':
        if (level === 'around') this.needs.lexicalThis = true;
        return;
      case 'Super':
        if (level !== 'nested') this.needs.usesSuper = true;
        return;
      case 'MetaProperty':
        if (node.meta.name === 'import') this.needs.importMeta.push(this.#span(node));
        return;
      case 'ImportExpression':
        this.needs.dynamicImport.push({
          start: node.start - this.#offset,
          end: node.start - this.#offset + 'import'.length,
        });
        break;
      case 'PrivateIdentifier':
        return this.#privateName(node.name);
      case 'FunctionExpression':
      case 'FunctionDeclaration':
        return this.#function(node, scope, 'nested');
      case 'ArrowFunctionExpression':
        return this.#function(node, scope, level);
      case 'ClassExpression':
      case 'ClassDeclaration':
        return this.#class(node, scope, level);
      case 'BlockStatement':
        return this.#block(node.body, newScope(scope), level);
      case 'ForStatement':
        return this.#for(node, scope, level);
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#forEach(node, scope, level);
      case 'SwitchStatement':
        return this.#switch(node, scope, level);
      case 'CatchClause': {
        const inner = newScope(scope);
        declarePattern(node.param, inner);
        this.#pattern(node.param, { scope: inner, level, declares: true });
        return this.#visit(node.body, inner, level);
      }
      case 'VariableDeclaration':
        for (const declaration of node.declarations) {
          this.#pattern(declaration.id, { scope, level, declares: true });
          this.#visit(declaration.init, scope, level);
        }
        return;
      case 'LabeledStatement':
        return this.#visit(node.body, scope, level);
      case 'BreakStatement':
      case 'ContinueStatement':
        return;
      case 'AssignmentExpression':
        this.#pattern(node.left, { scope, level, declares: false });
        return this.#visit(node.right, scope, level);
      case 'UpdateExpression':
        return this.#pattern(node.argument, { scope, level, declares: false });
      case 'UnaryExpression':
        return this.#unary(node, scope, level);
      case 'MemberExpression':
        return this.#member(node, scope, level);
      case 'Property':
        if (node.computed) this.#visit(node.key, scope, level);
        if (node.shorthand && node.value.type === 'Identifier')
          return this.#reference(node.value, scope, { shorthand: true });
        return this.#visit(node.value, scope, level);
      case 'CallExpression':
        this.#call(node, scope);
        break;
      default:
    }
    for (const child of childNodes(node)) this.#visit(child, scope, level);
  }

  #unary(node: acorn.UnaryExpression, scope: Scope, level: ThisLevel): void {
    const { argument } = node;
    if (node.operator === 'typeof' && argument.type === 'Identifier')
      return this.#reference(argument, scope, { typeofOnly: true });
    const target = argument.type === 'ChainExpression' ? argument.expression : argument;
    if (node.operator === 'delete' && target.type === 'MemberExpression') this.#memberWrite(target.object, scope);
    this.#visit(argument, scope, level);
  }

  #member(node: acorn.MemberExpression, scope: Scope, level: ThisLevel): void {
    const { object, property } = node;
    if (object.type === 'Identifier' && !node.computed && property.type === 'Identifier') {
      return this.#reference(object, scope, { member: property.name });
    }
    this.#visit(object, scope, level);
    if (node.computed || property.type === 'PrivateIdentifier') this.#visit(property, scope, level);
  }

  #call(node: acorn.CallExpression, scope: Scope): void {
    const { callee } = node;
    if (callee.type === 'Identifier' && callee.name === 'eval' && !isDeclared('eval', scope))
      this.needs.directEval = true;
    const member = callee.type === 'ChainExpression' ? callee.expression : callee;
    if (member.type !== 'MemberExpression') return;
    const method = propertyName(member);
    if (method === null) return;
    const first = node.arguments[0];
    const { object } = member;
    if (
      object.type === 'Identifier' &&
      (object.name === 'Object' || object.name === 'Reflect') &&
      WRITING_FUNCTIONS.has(method)
    ) {
      if (first !== undefined) this.#memberWrite(first, scope);
    } else if (WRITING_METHODS.has(method)) this.#memberWrite(object, scope, method);
  }

  #for(node: acorn.ForStatement, outer: Scope, level: ThisLevel): void {
    const scope = newScope(outer);
    if (node.init) declareLexical(node.init, scope);
    for (const part of [node.init, node.test, node.update, node.body]) this.#visit(part, scope, level);
  }

  #forEach(node: acorn.ForInStatement | acorn.ForOfStatement, outer: Scope, level: ThisLevel): void {
    const scope = newScope(outer);
    if (node.left.type === 'VariableDeclaration') {
      declareLexical(node.left, scope);
      this.#visit(node.left, scope, level);
    } else this.#pattern(node.left, { scope, level, declares: false });
    this.#visit(node.right, scope, level);
    this.#visit(node.body, scope, level);
  }

  #switch(node: acorn.SwitchStatement, outer: Scope, level: ThisLevel): void {
    this.#visit(node.discriminant, outer, level);
    const scope = newScope(outer);
    for (const branch of node.cases) for (const statement of branch.consequent) declareLexical(statement, scope);
    for (const branch of node.cases) {
      this.#visit(branch.test, scope, level);
      for (const statement of branch.consequent) this.#visit(statement, scope, level);
    }
  }
}

const newScope = (parent: Scope): Scope => ({ names: new Set(), parent });

function isDeclared(name: string, scope: Scope): boolean {
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
function declareLexical(node: acorn.AnyNode, scope: Scope): void {
  if (node.type === 'VariableDeclaration' && node.kind !== 'var') {
    for (const declaration of node.declarations) declarePattern(declaration.id, scope);
  } else if ((node.type === 'ClassDeclaration' || node.type === 'FunctionDeclaration') && node.id)
    scope.names.add(node.id.name);
  else if (node.type === 'LabeledStatement') declareLexical(node.body, scope);
}

/** `var` of a function's body, at any depth but not inside other functions. */
function hoistVar(node: acorn.AnyNode, scope: Scope): void {
  if (/Function|^Class/.test(node.type)) return;
  if (node.type === 'VariableDeclaration' && node.kind === 'var') {
    for (const declaration of node.declarations) declarePattern(declaration.id, scope);
  }
  for (const child of childNodes(node)) hoistVar(child, scope);
}
