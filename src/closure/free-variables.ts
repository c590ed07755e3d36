/** Finds what a function's text uses from outside itself: a scope analysis over acorn's syntax tree. */

import type * as acorn from 'acorn';
import { propertyName, WRITING_FUNCTIONS, WRITING_METHODS } from './member-chain.ts';
import { type Needs, NeedsNotes } from './needs.ts';
import {
  childNodes,
  declareLexical,
  declarePattern,
  hoistVar,
  isDeclared,
  newScope,
  privateNamesOf,
  type Scope,
} from './scopes.ts';
import { declaresNames, type DeclaringNode } from './declaring-nodes.ts';

/** Whose `this` the code at hand sees: the root's own, the one around a root arrow, or one of a nested function. */
type ThisLevel = 'own' | 'around' | 'nested';

/** How a pattern is used: it declares names, or assigns to what is there. */
interface PatternUse {
  readonly scope: Scope;
  readonly level: ThisLevel;
  readonly declares: boolean;
}

/** Walks one function or class expression. `offset` is subtracted from all positions. */
export class NeedsWalker {
  readonly #notes: NeedsNotes;
  readonly #privateScopes: ReadonlySet<string>[] = [];

  constructor(offset: number) {
    this.#notes = new NeedsNotes(offset);
  }

  walkRoot(root: acorn.AnyNode): Needs {
    const outside: Scope = { names: new Set(), parent: null };
    if (root.type === 'ClassExpression') this.#class(root, outside, 'nested');
    else this.#function(root as acorn.Function, outside, root.type === 'ArrowFunctionExpression' ? 'around' : 'own');
    return this.#notes.needs;
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
    if (!this.#privateScopes.some((declared) => declared.has(name))) this.#notes.needs.privateNames.add(name);
  }

  /** A pattern: declared names are no references; the targets of an assignment are. */
  #pattern(node: acorn.AnyNode | null | undefined, use: PatternUse): void {
    const { scope, level, declares } = use;
    if (!node) return;
    switch (node.type) {
      case 'Identifier':
        if (!declares) this.#notes.reference(node, scope, { assigned: true });
        return;
      case 'MemberExpression':
        this.#notes.memberWrite(node.object, scope);
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
      if (target.type === 'Identifier') this.#notes.reference(target, scope, { assigned: true, shorthand: true });
      if (property.value.type === 'AssignmentPattern') this.#visit(property.value.right, scope, level);
      return;
    }
    this.#pattern(property.value, use);
  }

  #visit(node: acorn.AnyNode | null | undefined, scope: Scope, level: ThisLevel): void {
    if (!node) return;
    if (declaresNames(node)) return this.#declaring(node, scope, level);
    switch (node.type) {
      case 'Identifier':
        return this.#notes.reference(node, scope);
      case 'ThisExpression':
      case 'Super':
      case 'MetaProperty':
        return this.#surroundings(node, level);
      case 'PrivateIdentifier':
        return this.#privateName(node.name);
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
        return this.#property(node, scope, level);
      case 'ImportExpression':
        this.#dynamicImport(node);
        break;
      case 'CallExpression':
        this.#call(node, scope);
        break;
      default:
    }
    for (const child of childNodes(node)) this.#visit(child, scope, level);
  }

  /** Functions, and statements that have a scope of their own or declare something in the one around them. */
  #declaring(node: DeclaringNode, scope: Scope, level: ThisLevel): void {
    switch (node.type) {
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
      case 'CatchClause':
        return this.#catch(node, scope, level);
      case 'VariableDeclaration':
        return this.#variables(node, scope, level);
    }
  }

  #catch({ param, body }: acorn.CatchClause, outer: Scope, level: ThisLevel): void {
    const scope = newScope(outer);
    declarePattern(param, scope);
    this.#pattern(param, { scope, level, declares: true });
    this.#visit(body, scope, level);
  }

  #variables({ declarations }: acorn.VariableDeclaration, scope: Scope, level: ThisLevel): void {
    for (const { id, init } of declarations) {
      this.#pattern(id, { scope, level, declares: true });
      this.#visit(init, scope, level);
    }
  }

  /** What code takes from where it stands, other than variables. */
  #surroundings(node: acorn.ThisExpression | acorn.Super | acorn.MetaProperty, level: ThisLevel): void {
    const { needs } = this.#notes;
    if (node.type === 'ThisExpression') {
      if (level === 'around') needs.lexicalThis = true;
    } else if (node.type === 'Super') {
      if (level !== 'nested') needs.usesSuper = true;
    } else if (node.meta.name === 'import') needs.importMeta.push(this.#notes.span(node));
  }

  #dynamicImport({ start }: acorn.ImportExpression): void {
    this.#notes.needs.dynamicImport.push(this.#notes.span({ start, end: start + 'import'.length }));
  }

  #property(node: acorn.Property | acorn.AssignmentProperty, scope: Scope, level: ThisLevel): void {
    if (node.computed) this.#visit(node.key, scope, level);
    if (node.shorthand && node.value.type === 'Identifier')
      return this.#notes.reference(node.value, scope, { shorthand: true });
    return this.#visit(node.value, scope, level);
  }

  #unary(node: acorn.UnaryExpression, scope: Scope, level: ThisLevel): void {
    const { argument } = node;
    if (node.operator === 'typeof' && argument.type === 'Identifier')
      return this.#notes.reference(argument, scope, { typeofOnly: true });
    const target = argument.type === 'ChainExpression' ? argument.expression : argument;
    if (node.operator === 'delete' && target.type === 'MemberExpression') this.#notes.memberWrite(target.object, scope);
    this.#visit(argument, scope, level);
  }

  #member(node: acorn.MemberExpression, scope: Scope, level: ThisLevel): void {
    const { object, property } = node;
    if (object.type === 'Identifier' && !node.computed && property.type === 'Identifier') {
      return this.#notes.reference(object, scope, { member: property.name });
    }
    this.#visit(object, scope, level);
    if (node.computed || property.type === 'PrivateIdentifier') this.#visit(property, scope, level);
  }

  #call(node: acorn.CallExpression, scope: Scope): void {
    const { callee } = node;
    if (callee.type === 'Identifier' && callee.name === 'eval' && !isDeclared('eval', scope))
      this.#notes.needs.directEval = true;
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
      if (first !== undefined) this.#notes.memberWrite(first, scope);
    } else if (WRITING_METHODS.has(method)) this.#notes.memberWrite(object, scope, method);
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
