export type StopSignal = 'SIGINT' | 'SIGTERM';

/** What a running call is told when the process is asked to end. */
export interface StopRequest {
  readonly signal: StopSignal;
  /**
   * True: the process exits when all callbacks are done, so end the workers and leave promises alone (a rejection now would
   * only print a stack trace). False: the program has a handler of its own and may live on, so cancel the calls.
   */
  readonly exiting: boolean;
}

export interface SignalHold {
  /** Called at most once for each signal. What it returns is waited for, {@link GRACE_MS} at most. */
  readonly onStop: (request: StopRequest) => void | Promise<void>;
}

/** How long the end of the workers may hold up the end of the process, in milliseconds. */
export const GRACE_MS = 1000;

const exitCodes: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };
const signals = Object.keys(exitCodes) as StopSignal[];

const holds = new Set<SignalHold>();
let exiting = false;
let installed = false;
let leaving = false;

function install(): void {
  installed = true;
  for (const signal of signals) process.on(signal, onSignal);
}

/** How long handlers stay after the last hold, in milliseconds. */
const LINGER_MS = 20;

/**
 * Takes the handlers off a little later: a program that awaits one task after the other would otherwise install and remove them, at
 * several microseconds, for each task.
 *
 * Not before the loop has looked for signals once more: one that has come while the program computed is with Node already,
 * and Node drops it together with the handler.
 */
function uninstallSoon(): void {
  if (leaving) return;
  leaving = true;
  setTimeout(() => void setImmediate(uninstall), LINGER_MS).unref();
}

function uninstall(): void {
  leaving = false;
  // On the way out the handlers stay, so that a second signal still exits with our code.
  if (holds.size > 0 || exiting || !installed) return;
  installed = false;
  for (const signal of signals) process.off(signal, onSignal);
}

const hasOtherListener = (signal: StopSignal): boolean =>
  process.listeners(signal).some((listener) => listener !== (onSignal as unknown));

/** Runs every callback; one that fails must not keep the others from ending their workers. */
async function stopAll(request: StopRequest): Promise<void> {
  const report = (error: unknown): void => console.error('manycore: a call could not be stopped:', error);
  await Promise.all([...holds].map(async (hold) => hold.onStop(request)).map((stopped) => stopped.catch(report)));
}

/** No call runs any more: the signal does what it does without us. */
function stepAside(signal: StopSignal): void {
  uninstall();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

function onSignal(signal: StopSignal): void {
  // A second Ctrl-C means now.
  if (exiting) process.exit(exitCodes[signal]);
  if (holds.size === 0) {
    stepAside(signal);
    return;
  }
  if (hasOtherListener(signal)) {
    void stopAll({ signal, exiting: false });
    return;
  }
  exiting = true;
  const exit = (): never => process.exit(exitCodes[signal]);
  // In case the program ends by itself meanwhile.
  process.exitCode = exitCodes[signal];
  setTimeout(exit, GRACE_MS);
  void stopAll({ signal, exiting: true }).then(exit);
}

/**
 * Watches SIGINT and SIGTERM while a call runs. The handlers are there only as long as at least one hold is: an idle
 * program reacts to signals as if manycore was not there.
 *
 * Without a handler of the program's own, the callbacks run and the process exits with 130 or 143, at the latest after
 * {@link GRACE_MS}; a second signal exits at once. With one, the callbacks run and the program decides.
 *
 * @returns Ends the hold; safe to call twice.
 */
export function holdSignals(hold: SignalHold): () => void {
  // Threads get no signals; the main thread ends them.
  // Not imported: a program whose workers are processes starts without it.
  if (!process.getBuiltinModule('node:worker_threads').isMainThread) return () => undefined;
  const own: SignalHold = { onStop: hold.onStop };
  if (!installed) install();
  holds.add(own);
  return () => {
    if (holds.delete(own) && holds.size === 0) uninstallSoon();
  };
}
