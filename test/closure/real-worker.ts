/** A real thread or child process at the other end. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createCallCodec } from '../../src/closure/call-codec.ts';
import type { CodecTarget } from '../../src/core/codec.ts';
import type { Payload } from '../../src/core/payload.ts';
import type { AnyFunction } from './round-trip.ts';

const file = new URL('./fixtures/worker.ts', import.meta.url);

type Reply = { readonly values: Payload } | { readonly error: Payload };

interface Line {
  send(message: unknown): void;
  receive(): Promise<Reply>;
  close(): Promise<void>;
}

function openThread(): Line {
  const thread = new Worker(file);
  return {
    send: (message) => thread.postMessage(message),
    receive: async () => ((await once(thread, 'message')) as [Reply])[0],
    close: async () => void (await thread.terminate()),
  };
}

function openChild(): Line {
  const child = fork(fileURLToPath(file), { serialization: 'advanced' });
  return {
    send: (message) => void child.send(message as object),
    receive: async () => ((await once(child, 'message')) as [Reply])[0],
    close: async () => {
      const over = once(child, 'exit');
      child.kill();
      await over;
    },
  };
}

/** A worker that runs one function at a time. */
export interface RealWorker {
  call(fn: AnyFunction, args?: readonly unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

export function openWorker(target: CodecTarget): RealWorker {
  let line: Line | undefined;
  return {
    call: async (fn, args = []) => {
      line ??= target === 'thread' ? openThread() : openChild();
      const codec = createCallCodec({ target });
      const ref = codec.addFunction(fn);
      const payload = codec.encode(args, (position) => `argument ${position}`);
      const reply = line.receive();
      line.send({ definitions: codec.definitions, ref, args: payload });
      const answer = await reply;
      if ('error' in answer) throw codec.decodeError(answer.error);
      return (await codec.decode(answer.values))[0];
    },
    close: async () => line?.close(),
  };
}
