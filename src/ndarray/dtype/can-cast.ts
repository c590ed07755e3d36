/** Which dtypes may become which. */

import { ArrayValueError } from '../errors.ts';
import { type DType, kindOf } from './dtype.ts';
import { promoteTypes } from './promote.ts';

/** How free a cast may be: NumPy's words. */
export type Casting = 'no' | 'equiv' | 'safe' | 'same_kind' | 'unsafe';

const kindOrder = 'buifc';

/** Whether a cast from one dtype to another is allowed by a rule. */
export function isCastAllowed(from: DType, to: DType, casting: Casting = 'safe'): boolean {
  switch (casting) {
    case 'no':
    case 'equiv':
      return from === to;
    case 'safe':
      return promoteTypes(from, to) === to;
    case 'same_kind':
      return kindOrder.indexOf(kindOf(from)) <= kindOrder.indexOf(kindOf(to));
    case 'unsafe':
      return true;
    default:
      casting satisfies never;
      throw new ArrayValueError(
        `casting must be 'no', 'equiv', 'safe', 'same_kind' or 'unsafe', got ${JSON.stringify(casting)}`,
      );
  }
}
