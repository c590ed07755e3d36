import { SHARE_ENV } from 'node:worker_threads';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Variables for workers of ours, which are added to those of the program, from those of a library whose option replaces them:
 * the others are taken away.
 */
export function replacingEnv(env: Env): Env {
  const others = Object.keys(process.env).filter((name) => !(name in env));
  return { ...Object.fromEntries(others.map((name) => [name, undefined])), ...env };
}

/** As {@link replacingEnv}; workers that share the program's variables get them as they are when a worker starts. */
export const specifiedEnv = (env: unknown): Env | undefined =>
  env === undefined || env === null || env === SHARE_ENV ? undefined : replacingEnv(env as Env);
