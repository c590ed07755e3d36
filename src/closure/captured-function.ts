/** A function while it is captured. */

import type { FunctionAnalysis } from './analyze-function.ts';
import type { FreeVariable } from './needs.ts';
import type { InspectedFunction, ScriptLocation } from './inspect-function.ts';
import type { AnyFunction, FunctionNode, Slot } from './nodes.ts';
import type { Place } from './refusals.ts';

/** A function on its way into the definitions of a call, with all that is known of it. */
export interface CapturedFunction {
  readonly fn: AnyFunction;
  readonly text: string;
  readonly url: string;
  readonly inspected: InspectedFunction;
  readonly location: ScriptLocation;
  readonly analysis: FunctionAnalysis;
  readonly place: Place;
  /** How messages call it. */
  readonly title: string;
}

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

/** A name that the text does not contain. */
export function freshName(wanted: string, text: string): string {
  let name = wanted;
  for (let i = 1; text.includes(name); i++) name = `${wanted}${i}`;
  return name;
}
