/**
 * Variables that several functions share and some assign.
 *
 * A module-level `let` exists once, so all functions that use it surely share it: in the worker it becomes a cell, an object
 * with one property, and the texts say `cell.v` instead of the name. Whether that is needed is known only when all
 * functions of a capture were seen, so the texts are made at the end.
 */

import { freshName } from './captured-function.ts';
import type { CapturedFunction, CapturedVariable, PendingFunction } from './captured-function.ts';
import { makeCode } from './make-code.ts';
import type { Encoder } from './encoder.ts';
import { placeKey } from './script-source.ts';

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
  finish(encoder: Encoder): void {
    for (const { captured, node, variables } of this.#pending) {
      for (const variable of variables) this.#makeCell(encoder, captured, variable);
      const key = `code ${placeKey(captured.location)} ${variables.map(({ name, replacement }) => `${name}=${replacement?.text ?? ''}`).join()}`;
      node.env = variables.map(({ slot }) => slot);
      node.code = encoder.named(
        `${key} ${captured.location.scriptId === '' ? captured.text : captured.text.length}`,
        { ...captured.place, isDefinition: true },
        () => makeCode(captured, variables),
      );
    }
    this.clear();
  }

  #makeCell(encoder: Encoder, { place, text }: CapturedFunction, variable: CapturedVariable): void {
    const { sharedKey, free } = variable;
    if (sharedKey === undefined || !this.#assigned.has(sharedKey)) return;
    const value = variable.slot;
    variable.slot = encoder.named(`cell ${sharedKey}`, { ...place, isDefinition: true }, () => ({ t: 'cell', value }));
    variable.name = freshName(`$cell_${free.name}`, text);
    variable.replacement = { variable: free, text: `${variable.name}.v` };
  }
}
