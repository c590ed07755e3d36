/** Capture without the inspector: the program names what a function captured. */

import { analyzeFunction } from './analyze-function.ts';
import { textOf } from './encode-prototype.ts';
import type { Encoder } from './encoder.ts';
import type { StaticContext } from './named-context.ts';
import type { Place } from './refusals.ts';

/** Refuses a function that uses variables nobody named. */
export function refuseMissing(encoder: Encoder, place: Place, { fn, context }: StaticContext): void {
  const analysis = analyzeFunction(textOf(fn));
  if (analysis.kind === 'unparsable') return; // refused with its own message
  const missing = [...analysis.free.values()]
    .filter(({ name, typeofOnly }) => !typeofOnly && !Object.hasOwn(context, name) && !(name in globalThis))
    .map(({ name }) => name);
  if (missing.length === 0) return;
  const names = missing.map((name) => `"${name}"`).join(', ');
  encoder.refuse(
    `${fn.name === '' ? 'it' : `"${fn.name}"`} uses ${names} from the code around it, and captured variables cannot be read here`,
    place,
    `name ${missing.length > 1 ? 'them' : 'it'}: withContext(fn, { ${missing.join(', ')} }); or export the function from a module and use task(url, name); ` +
      'under --permission, --allow-inspector lets them be read',
  );
}
