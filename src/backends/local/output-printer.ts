/** Prints what workers write, line by line, with the worker's name before each line. */
export class OutputPrinter {
  readonly #backend: string;
  /** The line that has begun, by worker and stream. */
  readonly #open = new Map<string, string>();

  constructor(backend: string) {
    this.#backend = backend;
  }

  print(workerId: number, stream: 'stdout' | 'stderr', text: string): void {
    const key = `${workerId} ${stream}`;
    const lines = `${this.#open.get(key) ?? ''}${text}`.split('\n');
    const last = lines.pop() as string;
    if (last === '') this.#open.delete(key);
    else this.#open.set(key, last);
    for (const line of lines) this.#write(workerId, stream, line);
  }

  /** Prints lines that a worker began and did not end. */
  flush(workerId: number): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const rest = this.#open.get(`${workerId} ${stream}`);
      if (rest === undefined) continue;
      this.#open.delete(`${workerId} ${stream}`);
      this.#write(workerId, stream, rest);
    }
  }

  #write(workerId: number, stream: 'stdout' | 'stderr', line: string): void {
    process[stream].write(`[${this.#backend} ${workerId}] ${line}\n`);
  }
}
