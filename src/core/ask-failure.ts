import { ParallelError } from './errors.ts';

/** An error as the answer to a question. */
export interface AskFailure {
  readonly name: string;
  readonly message: string;
  /** Of the library's own errors. */
  readonly code?: string;
  readonly isOurs?: boolean;
}

/** Describes what a service threw. */
export function describeFailure(thrown: unknown): AskFailure {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown) };
  const { name, message } = thrown;
  const code: unknown = (thrown as { code?: unknown }).code;
  return {
    name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(thrown instanceof ParallelError ? { isOurs: true } : {}),
  };
}

/** Makes an error of its description: of the library's base class where it was one of the library's. */
export function reviveFailure({ name, message, code, isOurs }: AskFailure): Error {
  const error = isOurs === true && code !== undefined ? new ParallelError(code, message) : new Error(message);
  if (error.name !== name) Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  if (code !== undefined && isOurs !== true) Object.assign(error, { code });
  return error;
}
