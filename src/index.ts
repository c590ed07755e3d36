export {
  BackendUnavailableError,
  ClosureError,
  InvalidOptionError,
  ParallelError,
  type ParallelErrorOptions,
} from './core/errors.ts';
