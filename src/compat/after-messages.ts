import { MessagePort } from 'node:worker_threads';

/** Whether a task was given a port. */
export const hasPort = (listed: unknown): boolean => listed instanceof MessagePort;

/**
 * What a task has said over a port before it was over is heard before its result: programs close the port then. The result takes another
 * way, and would often be there first.
 */
export async function afterMessages<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } finally {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
