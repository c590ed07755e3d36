/** Plans as text. */

import type { Node } from '../graph/node.ts';
import type { Plan } from '../schedule/plan.ts';
import type { Step } from '../schedule/step.ts';

/** Deeper expressions are cut: they would fill the screen. */
const MAX_DEPTH = 12;

const typeOf = ({ dtype, shape }: Node): string => `${dtype}[${shape.join(',')}]`;

/** Writes the expressions of one plan; arrays that are read get names as they are met. */
class Drawing {
  readonly #plan: Plan;
  readonly #names = new Map<Node, string>();
  #arrays = 0;
  #results = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  step(step: Step, number: number): readonly string[] {
    if (step.parts === undefined)
      return step.outputs.map((output) => `${this.#result(step, number, output)}; ${this.#why(output)}`);
    return step.parts.flatMap((part) =>
      part.outputs.map((output) => {
        const why = step.temporaries!.has(output) ? 'lasts for some rows' : this.#why(output);
        return `${this.#result(step, number, output)}; row by row; ${why}`;
      }),
    );
  }

  #why(output: Node): string {
    return `stored: ${this.#plan.kept.get(output)!}`;
  }

  #result(step: Step, number: number, output: Node): string {
    const what =
      step.kind === 'opaque' ? 'function' : step.kind === 'fill' || step.kind === 'view' ? step.kind : 'kernel';
    const text = this.#expression(output, 0);
    const name = `r${this.#results++}`;
    this.#names.set(output, name);
    return `${what} ${number}: ${name} ${typeOf(output)} = ${text}`;
  }

  #input(node: Node, depth: number): string {
    const known = this.#names.get(node);
    if (known !== undefined) return known;
    if (node.kind === 'constant') return String(node.value);
    if (node.kind === 'stored') {
      const name = `x${this.#arrays++}`;
      this.#names.set(node, name);
      return `${name} ${typeOf(node)}`;
    }
    return depth >= MAX_DEPTH ? '...' : this.#expression(node, depth);
  }

  #expression(node: Node, depth: number): string {
    if (node.kind === 'constant') return String(node.value);
    const name = node.reduction === null ? (node.op?.name ?? node.label) : node.reduction.op.name;
    const inputs = node.inputs.map((input) => this.#input(input, depth + 1)).join(', ');
    const axes = node.reduction === null ? '' : ` over axes ${node.reduction.axes.join(', ')}`;
    return `${name}(${inputs}${axes})`;
  }
}

/** The steps of a plan, one result in a line. */
export function drawGraph(plan: Plan): string {
  const drawing = new Drawing(plan);
  return plan.steps.flatMap((step, at) => drawing.step(step, at + 1)).join('\n');
}
