import type { CodeNode } from './nodes.ts';

/** Ways to make an expression of a function's text: what `toString` gives for a method is none by itself. */
export const FORMS: Readonly<Record<CodeNode['form'], readonly [string, string]>> = {
  expression: ['(', '\n)'],
  method: ['({', '\n})'],
  'class-method': ['(class{', '\n})'],
  'static-method': ['(class{static ', '\n})'],
};
