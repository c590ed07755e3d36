import type { WorkerCodec } from '../core/codec.ts';
import type { SetupRequest } from '../core/protocol.ts';
import type { WorkerInitializer } from '../core/task.ts';
import { importFrom } from '../closure/import-from.ts';
import { importUrl, isUrlOfFile } from './import-url.ts';
import { takeTeardownHooks } from './teardown-hooks.ts';
import { setWorkerData } from './worker-data.ts';

type Hook = (...args: unknown[]) => unknown;

/** What a worker does before its first task and after its last. */
export class WorkerLife {
  /** What the initializer returned. */
  state: unknown;
  readonly #limits: SetupRequest['limits'];
  readonly #provide: (value: unknown) => void;
  #teardown: Hook | undefined;

  /** @param provide - Puts `workerData` where tasks find it. */
  constructor(limits?: SetupRequest['limits'], provide: (value: unknown) => void = setWorkerData) {
    this.#limits = limits;
    this.#provide = provide;
  }

  /** Prepares the worker. @throws what the initializer, or a module to preload, threw. */
  async begin(initializer: WorkerInitializer, codec: WorkerCodec): Promise<void> {
    const { definitions, fn, args, teardown, workerData, preload = [] } = initializer;
    // Functions of modules and plain values need none, and no code for captures, which takes longer to load than a worker to start.
    if (definitions.length > 0) await codec.addDefinitions(definitions);
    if (workerData !== undefined) this.#provide((await codec.decode(workerData))[0]);
    for (const url of preload)
      await importFrom({ specifier: url, parent: url }, isUrlOfFile(url) ? importUrl : undefined);
    if (teardown !== undefined) this.#teardown = await codec.resolveFunction(teardown);
    if (fn === undefined) return;
    const hook = await codec.resolveFunction(fn);
    const values = args === undefined ? [] : (Array.from(await codec.decode(args)) as unknown[]);
    this.state = await hook(...values);
  }

  /** Cleans up, where something is to be cleaned up. What that throws ends with the worker, and is shown. */
  end(): Promise<void> | undefined {
    const teardown = this.#teardown;
    this.#teardown = undefined;
    const hooks = [...takeTeardownHooks(), ...(teardown === undefined ? [] : [() => teardown(this.state)])];
    return hooks.length === 0 ? undefined : runTeardown(hooks);
  }

  /** Whether the worker has grown beyond its limits. */
  isWorn(): boolean {
    if (this.#limits === undefined) return false;
    const { heapBytes = Infinity, rssBytes = Infinity } = this.#limits;
    if (heapBytes !== Infinity && process.memoryUsage().heapUsed > heapBytes) return true;
    return rssBytes !== Infinity && process.memoryUsage.rss() > rssBytes;
  }
}

/** One after the other: what was opened last may need what was opened before. One that fails keeps none from running. */
async function runTeardown(hooks: readonly Hook[]): Promise<void> {
  for (const hook of hooks) {
    try {
      await hook();
    } catch (error) {
      console.error('the teardown of a worker failed:', error);
    }
  }
}

/** For `workerData()`, and for modules that know nothing of this library and import it from Node. Only in a worker of our own. */
export function provideWorkerData(value: unknown): void {
  setWorkerData(value);
  (process.getBuiltinModule('node:worker_threads') as { workerData: unknown }).workerData = value;
  process.getBuiltinModule('node:module').syncBuiltinESMExports();
}
