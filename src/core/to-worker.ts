/**
 * Key of a method that says how an object travels: it returns `[factory, ...args]`, and the worker gets what
 * `factory(...args)` returns there.
 *
 * @example
 * ```ts
 * class Client {
 *   #url: string;
 *   constructor(url: string) { this.#url = url; }
 *   get(path: string) { return `${this.#url}/${path}`; }
 *   [toWorker]() { return [(url: string) => new Client(url), this.#url]; }
 * }
 * const client = new Client('https://example.org');
 * console.log(await Parallel(2).map((path: string) => client.get(path), ['a'])); // [ 'https://example.org/a' ]
 * ```
 */
export const toWorker: unique symbol = Symbol.for('manycore.toWorker') as never;
