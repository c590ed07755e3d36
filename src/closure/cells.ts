/**
 * Variables that several functions share and some assign.
 *
 * A module-level `let` exists once, so all functions that use it surely share it: in the worker it becomes a cell, an object
 * with one property, and the texts say `cell.v` instead of the name. Whether that is needed is known only when all
 * functions of a capture were seen, so the texts are made at the end.
 */

import type { CapturedFunction } from './encode-function.ts';
import { makeCode } from './make-code.ts';
import type { FreeVariable } from './free-variables.ts';
import type { GraphEncoder } from './graph-encoder.ts';
import type { FunctionNode, Slot } from './nodes.ts';
import { placeKey } from './script-source.ts';

export type MutableFunctionNode = { -readonly [K in keyof FunctionNode]: FunctionNode[K] };

/** A captured variable of one function. */
export interface CapturedVariable {
  /** Name of the parameter that hands it in. */
  name: string;
  slot: Slot;
  /** What the text says instead of the variable's name; undefined: its name. */
  replacement?: { readonly variable: FreeVariable; readonly text: string };
  /** Key of the module-level variable that this is, which may turn out to be a cell. */
  readonly sharedKey?: string;
  readonly free: FreeVariable;
}

export interface PendingFunction {
  readonly captured: CapturedFunction;
  readonly node: MutableFunctionNode;
  readonly variables: readonly CapturedVariable[];
}

/** The functions of one capture, and the variables among them that are assigned. */
export class Cells {
  readonly #pending: PendingFunction[] = [];
  readonly #assigned = new Set<string>();

  addFunction(pending: PendingFunction): void {
    this.#pending.push(pending);
  }

  /** Some function assigns this module-level variable. */
  noteAssigned(sharedKey: string): void {
    this.#assigned.add(sharedKey);
  }

  /** Forgets a capture that failed. */
  clear(): void {
    this.#pending.length = 0;
    this.#assigned.clear();
  }

  /** Makes the cells and the texts. */
  finish(encoder: GraphEncoder): void {
    for (const { captured, node, variables } of this.#pending) {
      for (const variable of variables) this.#makeCell(encoder, captured, variable);
      const key = `code ${placeKey(captured.location)} ${variables.map(({ name, replacement }) => `${name}=${replacement?.text ?? ''}`).join()}`;
      node.env = variables.map(({ slot }) => slot);
      node.code = encoder.named(`${key} ${captured.location.scriptId === '' ? captured.text : captured.text.length}`, { ...captured.place, isDefinition: true }, () => makeCode(captured, variables));
    }
    this.clear();
  }

  #makeCell(encoder: GraphEncoder, { place, text }: CapturedFunction, variable: CapturedVariable): void {
    const { sharedKey, free } = variable;
    if (sharedKey === undefined || !this.#assigned.has(sharedKey)) return;
    const value = variable.slot;
    variable.slot = encoder.named(`cell ${sharedKey}`, { ...place, isDefinition: true }, () => ({ t: 'cell', value }));
    variable.name = freshName(`$cell_${free.name}`, text);
    variable.replacement = { variable: free, text: `${variable.name}.v` };
  }
}

/** A name that the text does not contain. */
export function freshName(wanted: string, text: string): string {
  let name = wanted;
  for (let i = 1; text.includes(name); i++) name = `${wanted}${i}`;
  return name;
}
