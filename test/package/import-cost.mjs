// Imports the package in a fresh process; prints how long that took and every file that was loaded for it.
import { registerHooks } from 'node:module';

const loaded = [];
registerHooks({
  load(url, context, nextLoad) {
    loaded.push(url);
    return nextLoad(url, context);
  },
});
const started = performance.now();
await import('manycore');
const elapsedMs = performance.now() - started;
console.log(JSON.stringify({ elapsedMs, loaded }));
