/**
 * Names of this library's error classes, by which its copies know each other's: a worker is a bundle of its own, and a task that
 * imports the library there has a second copy of each class.
 */

const CLASS_NAME = Symbol.for('manycore.error-class');

/** A class of errors. */
export interface ErrorClass {
  readonly prototype: Error;
}

/** The classes of this copy, by name. */
const classes = new Map<string, ErrorClass>();

/** Gives a class its own `name`, for messages on the prototype, where minifiers cannot reach it, and for other copies of the library. */
export function named(constructor: ErrorClass, name: string): void {
  Object.defineProperty(constructor.prototype, 'name', { value: name, configurable: true, writable: true });
  Object.defineProperty(constructor, CLASS_NAME, { value: name });
  classes.set(name, constructor);
}

/** Those of this copy whose modules are loaded, by name. */
export const errorClasses = (): ReadonlyMap<string, ErrorClass> => classes;

/** Name of an error class of any copy of this library; undefined for anything else, and for classes derived from one. */
export function errorClassName(value: unknown): string | undefined {
  if (typeof value !== 'function' || !Object.hasOwn(value, CLASS_NAME)) return undefined;
  return (value as { [CLASS_NAME]?: string })[CLASS_NAME];
}

/** Makes `instanceof` of a class, and of those derived from it, true for errors of other copies of the library, too. */
export function knowOtherCopies(base: ErrorClass): void {
  const ordinary = Function.prototype[Symbol.hasInstance];
  Object.defineProperty(base, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      return (
        ordinary.call(this as () => void, value) || (value instanceof Error && descends(value, errorClassName(this)))
      );
    },
  });
}

function descends(error: Error, name: string | undefined): boolean {
  if (name === undefined) return false;
  let at: unknown = Object.getPrototypeOf(error);
  while (at !== null) {
    if (errorClassName(Reflect.getOwnPropertyDescriptor(at as object, 'constructor')?.value) === name) return true;
    at = Object.getPrototypeOf(at);
  }
  return false;
}
