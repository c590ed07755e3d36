import { InvalidOptionError } from '../core/errors.ts';
import { task } from '../closure/explicit.ts';
import { transfer } from '../memory/transfer.ts';
import type { Transferable } from '../memory/transfer.ts';
import { show } from './check-options.ts';
import { isDelayed } from './delayed.ts';
import { moduleUrl } from './module-url.ts';
import type { PoolOptions } from './pool-options.ts';
import type { AnyFunction } from './call-request.ts';

/** How `run` calls the module. */
interface ModuleCall {
  readonly filename: string | URL | undefined;
  readonly name: string | undefined;
  readonly transferList: readonly Transferable[] | undefined;
}

/** What `run` calls: exports of the pool's module, each known by one function object. */
export class ModuleTasks {
  readonly #options: Pick<PoolOptions, 'filename' | 'name'>;
  readonly #tasks = new Map<string, AnyFunction>();

  constructor(options: Pick<PoolOptions, 'filename' | 'name'>) {
    this.#options = options;
  }

  /**
   * The task that a payload stands for.
   *
   * @throws InvalidOptionError `ERR_INVALID_OPTION` when there is no module, and the payload is no delayed task.
   */
  taskOf(payload: unknown, { filename = this.#options.filename, name, transferList }: ModuleCall) {
    if (isDelayed(payload)) return payload;
    if (filename === undefined) {
      throw new InvalidOptionError(
        `run needs a filename, of the pool or of the call, or a task made by delayed(fn)(...args); got ${show(payload)}`,
      );
    }
    const arg =
      transferList === undefined
        ? payload
        : transfer(payload, Array.isArray(transferList) ? transferList : [...transferList]);
    return { fn: this.#task(filename, name ?? this.#options.name ?? 'default'), args: [arg] };
  }

  /** One function object for each export, so that it is known at once when it is called again. */
  #task(filename: string | URL, name: string): AnyFunction {
    const key = filename === this.#options.filename ? name : `${name} ${String(filename)}`;
    let fn = this.#tasks.get(key);
    if (fn === undefined) this.#tasks.set(key, (fn = task(moduleUrl(filename), name) as AnyFunction));
    return fn;
  }
}
