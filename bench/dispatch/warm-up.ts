/** Calls a row often enough that code is compiled, workers run and batch sizes have settled. */
export async function warmUp(run: () => PromiseLike<unknown>, ms = 400): Promise<void> {
  const start = performance.now();
  do await run();
  while (performance.now() - start < ms);
}
