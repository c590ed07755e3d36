/**
 * Starts the server, sends it pictures and prints what comes back. The output is the same whatever pool runs it.
 *
 *   node examples/resize-server/main.ts --pool manycore/compat/piscina
 *   node examples/resize-server/main.ts --pool piscina --pictures 100 --threads 4
 */

import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { drawPng } from './images.ts';
import { type PoolModule, startServer } from './server.ts';

const { values: flags } = parseArgs({
  options: {
    pool: { type: 'string', default: 'manycore/compat/piscina' },
    pictures: { type: 'string', default: '24' },
    threads: { type: 'string', default: '2' },
  },
});

const { Piscina } = (await import(flags.pool)) as PoolModule;
const server = await startServer({ Piscina }, Number(flags.threads));

const post = (path: string, body: Uint8Array): Promise<Response> =>
  fetch(`${server.url}${path}`, { method: 'POST', body: body as Uint8Array<ArrayBuffer> });

async function describe(response: Response): Promise<string> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (response.headers.get('content-type') !== 'image/png') {
    return `${response.status} ${new TextDecoder().decode(bytes).trim()}`;
  }
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return `${response.status} ${response.headers.get('x-size')} ${bytes.length} bytes ${digest}`;
}

// All at once, as a server gets them.
const numbers = Array.from({ length: Number(flags.pictures) }, (_, index) => index);
const answers = await Promise.all(
  numbers.map(async (number) => {
    const png = drawPng(number, 320 + 8 * number, 240);
    return describe(await post(`/resize?width=${64 + number}`, png));
  }),
);
for (const [number, answer] of answers.entries()) console.log(`picture ${number}: ${answer}`);

// What a server meets besides: a question about a picture, a bad parameter, what is no picture.
console.log(`size: ${await describe(await post('/describe', drawPng(1, 100, 50)))}`);
console.log(`too wide: ${await describe(await post('/resize?width=1000', drawPng(2, 100, 50)))}`);
console.log(`no picture: ${await describe(await post('/resize?width=10', new TextEncoder().encode('hello')))}`);

// A client that goes away: its task is given up, the server lives.
const leaving = new AbortController();
const left = fetch(`${server.url}/resize?width=10`, {
  method: 'POST',
  body: drawPng(3, 1200, 900) as Uint8Array<ArrayBuffer>,
  signal: leaving.signal,
});
setTimeout(() => leaving.abort(), 20);
console.log(
  `a client that leaves: ${await left.then(
    () => 'answered',
    () => 'gone',
  )}`,
);
console.log(`afterwards: ${await describe(await post('/resize?width=20', drawPng(4, 100, 50)))}`);
console.log(
  `pool: ${(await (await fetch(`${server.url}/stats`)).text()).replace(/"completed":\d+/, '"completed":"many"').trim()}`,
);
await server.close();
console.log('closed');
