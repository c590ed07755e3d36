/** What a function's text needs from its surroundings. */

import type * as acorn from 'acorn';
import { memberChain } from './member-chain.ts';
import { isDeclared, type Scope } from './scopes.ts';

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

/** How a name is used. */
export interface NameUse {
  readonly assigned?: boolean;
  readonly typeofOnly?: boolean;
  readonly shorthand?: boolean;
  readonly member?: string;
}

/** Notes what a walk over the text finds. `offset` is subtracted from all positions. */
export class NeedsNotes {
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

  constructor(offset: number) {
    this.#offset = offset;
  }

  span(node: Span): Span {
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

  reference(id: acorn.Identifier, scope: Scope, use: NameUse = {}): void {
    if (isDeclared(id.name, scope)) return;
    const variable = this.#variable(id.name);
    const span = this.span(id);
    if (!variable.references.some((known) => known.start === span.start)) {
      variable.references.push({ ...span, shorthand: use.shorthand === true });
    }
    if (use.assigned) variable.isAssigned = true;
    if (!use.typeofOnly) variable.typeofOnly = false;
    if (use.member !== undefined) variable.members.add(use.member);
    else if (!use.typeofOnly) variable.usedWhole = true;
  }

  memberWrite(target: acorn.AnyNode, scope: Scope, method?: string): void {
    const chain = memberChain(target);
    if (chain === undefined || isDeclared(chain.root.name, scope)) return;
    this.#variable(chain.root.name).memberWrites.push({ ...this.span(target), path: chain.path, method });
  }
}
