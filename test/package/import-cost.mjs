// Imports the package in a fresh process; prints the processor time of that and of Node's own start, in milliseconds, how long it
// took, and every file that was loaded for it.
import { registerHooks } from 'node:module';

const cpuMs = ({ user, system }) => (user + system) / 1000;

const loaded = [];
registerHooks({
  load(url, context, nextLoad) {
    loaded.push(url);
    return nextLoad(url, context);
  },
});
const start = process.cpuUsage();
const started = performance.now();
await import('manycore');
const elapsedMs = performance.now() - started;
console.log(JSON.stringify({ cpuMs: cpuMs(process.cpuUsage(start)), startCpuMs: cpuMs(start), elapsedMs, loaded }));
