import { textOf } from './encode-prototype.ts';
import { filePathOf } from './import-from.ts';
import { canInspect, inspectFunction } from './inspect-function.ts';
import type { AnyFunction } from './nodes.ts';
import { scriptUrl } from './script-source.ts';

/** How messages call a function: its name and where it was written. */
export function describeFunction(fn: AnyFunction): string {
  const name = typeof fn.name === 'string' && fn.name !== '' ? `function "${fn.name}"` : 'the function';
  if (!canInspect()) return name;
  try {
    const { location } = inspectFunction(fn);
    if (location === undefined) return name;
    const file = filePathOf(scriptUrl(location, textOf(fn)));
    return `${name} (${file}:${location.lineNumber + 1}:${location.columnNumber + 1})`;
  } catch {
    return name;
  }
}
