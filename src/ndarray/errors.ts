/** What arrays throw: each class names the operation, the shapes or dtypes at hand, and what to do. */

import { named } from '../core/error-class.ts';
import { ParallelError, type ParallelErrorOptions } from '../core/errors.ts';

/** Shapes do not fit each other or the operation (`ERR_SHAPE`), such as [3,2] and [4] in a sum. */
export class ShapeError extends ParallelError {
  static {
    named(this, 'ShapeError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_SHAPE', message, options);
  }
}

/** A dtype is unknown, or an operation or cast is not defined for it (`ERR_DTYPE`). */
export class DTypeError extends ParallelError {
  static {
    named(this, 'DTypeError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_DTYPE', message, options);
  }
}

/** An index is out of bounds, malformed, or has too many entries for the array (`ERR_INDEX`). */
export class IndexError extends ParallelError {
  static {
    named(this, 'IndexError');
  }

  constructor(message: string, options?: ParallelErrorOptions & { readonly code?: string }) {
    super(options?.code ?? 'ERR_INDEX', message, options?.cause === undefined ? undefined : { cause: options.cause });
  }
}

/** An axis does not exist in the array, or is named twice (`ERR_AXIS`). */
export class AxisError extends IndexError {
  static {
    named(this, 'AxisError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super(message, { ...options, code: 'ERR_AXIS' });
  }
}

/** An argument of an array function has a wrong value (`ERR_ARRAY_VALUE`), such as a negative count of repeats. */
export class ArrayValueError extends ParallelError {
  static {
    named(this, 'ArrayValueError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_ARRAY_VALUE', message, options);
  }
}

/** A matrix has not what an operation of linear algebra needs (`ERR_LINALG`): it is singular, or a method does not converge. */
export class LinAlgError extends ParallelError {
  static {
    named(this, 'LinAlgError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_LINALG', message, options);
  }
}
