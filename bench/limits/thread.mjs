/** A worker with nothing around it: what the platform itself can do. */

import { parentPort } from 'node:worker_threads';
import { nap, produce, spin, square, touch } from '../dispatch/work.mjs';

const answers = {
  /** Numbers packed in one typed array; so are the results. */
  packed({ values, move }) {
    const results = new Float64Array(values.length);
    for (let i = 0; i < values.length; i++) results[i] = square(values[i]);
    return [results, move ? [results.buffer] : []];
  },
  /** Numbers already in shared memory: the workers take chunks in turn. */
  shared({ values, results, cursor, chunk }) {
    for (;;) {
      const from = Atomics.add(cursor, 0, chunk);
      if (from >= values.length) return [0, []];
      const to = Math.min(from + chunk, values.length);
      for (let i = from; i < to; i++) results[i] = square(values[i]);
    }
  },
  produce({ length }) {
    const array = produce(length);
    return [array, [array.buffer]];
  },
  square: ({ x }) => [square(x), []],
  spin: ({ rounds }) => [spin(rounds), []],
  nap: ({ ms }) => [nap(ms), []],
  touch: ({ array, index }) => [touch({ array, index }), []],
};

parentPort.on('message', (message) => {
  const [answer, moved] = answers[message.op](message);
  parentPort.postMessage(answer, moved);
});
