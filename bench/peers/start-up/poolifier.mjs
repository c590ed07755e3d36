import { fileURLToPath } from 'node:url';
import { FixedClusterPool, FixedThreadPool } from 'poolifier';
import { useWorkers } from './tasks.mjs';

const script = (name) => fileURLToPath(new URL(`../js/workers/poolifier-${name}.mjs`, import.meta.url));
const pool =
  process.argv[2] === 'threads'
    ? new FixedThreadPool(2, script('thread'))
    : new FixedClusterPool(2, script('cluster'), { settings: { serialization: 'advanced' } });
await useWorkers((name, argument) => pool.execute(argument, name));
