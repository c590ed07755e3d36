/**
 * An HTTP server that makes pictures smaller on a pool of threads. Which pool is a parameter: 'piscina', or the drop-in that
 * replaces it. Nothing else differs.
 *
 *   POST /resize?width=200    a PNG file in, a PNG file out; 400 for what is no picture, 503 when too many wait
 *   POST /describe            its size
 *   GET /stats                how the pool does
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type * as piscina from 'piscina';
import type { Resized, ResizeRequest } from './resize.ts';

/** Either module: they export the same. */
export type PoolModule = Pick<typeof piscina, 'Piscina'>;

const MAX_BODY = 32 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > MAX_BODY) throw new RangeError('the picture is larger than 32 MiB');
  }
  // A buffer of its own: it is moved to the worker.
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

/** Aborts when the client goes before it has its answer. */
function signalOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.on('close', () => {
    if (!response.writableEnded) controller.abort(new Error('the client has gone'));
  });
  return controller.signal;
}

const sendJson = (response: ServerResponse, status: number, body: unknown): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);

function sendError(response: ServerResponse, error: unknown): void {
  const { message, name } = error as Error;
  if (/queue is at limit|No task queue/i.test(message)) {
    response.setHeader('retry-after', '1');
    sendJson(response, 503, { error: 'too many pictures are waiting' });
  } else if (name === 'AbortError') response.destroy();
  else sendJson(response, 400, { error: message });
}

async function answer(pool: piscina.Piscina, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'GET' && pathname === '/stats') {
    const { completed, queueSize, threads, maxThreads } = pool;
    return sendJson(response, 200, { completed, queueSize, running: threads.length <= maxThreads });
  }
  const png = await readBody(request);
  const options = { signal: signalOf(response), transferList: [png.buffer as ArrayBuffer] };
  if (pathname === '/describe') {
    return sendJson(response, 200, await pool.run(png, { ...options, name: 'describe' }));
  }
  if (pathname !== '/resize') return sendJson(response, 404, { error: `there is no ${pathname}` });
  const task: ResizeRequest = { png, width: Number(searchParams.get('width')) };
  const resized = (await pool.run(task, options)) as Resized;
  response.writeHead(200, { 'content-type': 'image/png', 'x-size': `${resized.width}x${resized.height}` });
  response.end(resized.png);
}

/** A server that listens, and its pool. */
export interface Running {
  readonly url: string;
  readonly pool: piscina.Piscina;
  close(): Promise<void>;
}

/** Starts the server on a free port of this machine. */
export async function startServer({ Piscina: Pool }: PoolModule, threads: number): Promise<Running> {
  const pool = new Pool({
    filename: new URL('./resize.ts', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    maxQueue: 64,
    idleTimeout: 10_000,
  });
  const server: Server = createServer((request, response) => {
    answer(pool, request, response).catch((error: unknown) => sendError(response, error));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await pool.close();
  };
  return { url: `http://127.0.0.1:${port}`, pool, close };
}
