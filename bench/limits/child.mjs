/** A child process with nothing around it, on the channel that `fork` gives: what the platform itself can do. */

import { nap, produce, spin, square, touch } from '../dispatch/work.mjs';

const answers = {
  packed({ values }) {
    const results = new Float64Array(values.length);
    for (let i = 0; i < values.length; i++) results[i] = square(values[i]);
    return results;
  },
  produce: ({ length }) => produce(length),
  square: ({ x }) => square(x),
  spin: ({ rounds }) => spin(rounds),
  nap: ({ ms }) => nap(ms),
  touch: ({ array, index }) => touch({ array, index }),
};

process.on('message', (message) => process.send(answers[message.op](message)));
process.on('disconnect', () => process.exit(0));
