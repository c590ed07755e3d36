import { describeFailure } from '../../core/ask-failure.ts';
import { closeRoute, openRoute, serviceHere, uplink, upOrThrow } from '../../core/ask.ts';
import type { Asker, AskPath, Question, Service } from '../../core/ask.ts';
import type { WorkerReply, WorkerRequest } from '../../core/protocol.ts';

/** What a worker sends over the ask channel. */
export type AskMessage = Extract<WorkerReply, { type: 'ask' | 'withdraw' | 'tell' | 'gone' }>;

/** A worker, or one below it, that has used services of this program. */
interface Known {
  readonly asker: Asker;
  readonly path: AskPath;
  readonly services: Set<Service>;
}

/** An unanswered question. The controller is made when somebody wants the signal. */
class OpenQuestion implements Question {
  readonly from: Asker;
  readonly path: AskPath;
  #controller: AbortController | undefined;
  #withdrawn: { readonly reason: unknown } | undefined;

  constructor(from: Asker, path: AskPath) {
    this.from = from;
    this.path = path;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#withdrawn !== undefined) this.#controller.abort(this.#withdrawn.reason);
    return this.#controller.signal;
  }

  withdraw(reason: unknown): void {
    this.#withdrawn ??= { reason };
    this.#controller?.abort(reason);
  }
}

const startsWith = (path: AskPath, prefix: AskPath): boolean => prefix.every((step, i) => path[i] === step);

/** The questions of one worker of this program, and of the workers below it. Made when it first asks. */
export class WorkerAsks {
  readonly #send: (request: WorkerRequest) => void;
  readonly #route: number;
  readonly #open = new Map<number, OpenQuestion>();
  readonly #known = new Map<string, Known>();
  #relayed = false;
  #ended = false;

  constructor(send: (request: WorkerRequest) => void) {
    this.#send = send;
    this.#route = openRoute((to, service, payload) => this.#told(to, service, payload));
  }

  accept(message: AskMessage): void {
    switch (message.type) {
      case 'ask':
        void this.#ask(message);
        return;
      case 'withdraw':
        this.#open.get(message.id)?.withdraw(new Error('the question was withdrawn'));
        return;
      case 'tell':
        this.#tell(message);
        return;
      case 'gone':
        this.#gone([this.#route, ...message.from]);
        return;
    }
    message satisfies never;
  }

  /** The worker has ended: its questions are withdrawn, and the services told. */
  end(): void {
    this.#gone([this.#route]);
    this.#ended = true;
    closeRoute(this.#route);
  }

  async #ask({ id, service, payload, from = [] }: Extract<AskMessage, { type: 'ask' }>): Promise<void> {
    const path = [this.#route, ...from];
    const known = this.#knownAt(path);
    const question = new OpenQuestion(known.asker, path);
    this.#open.set(id, question);
    let answer: Extract<WorkerRequest, { type: 'answer' }>;
    try {
      // Before anything is awaited, so that what a worker asks and tells arrives in order.
      answer = { type: 'answer', id, value: await this.#answer(service, payload, { question, known }) };
    } catch (error) {
      answer = { type: 'answer', id, failure: describeFailure(error) };
    }
    this.#open.delete(id);
    this.#reply(answer);
  }

  #answer(
    service: string,
    payload: unknown,
    { question, known }: { readonly question: OpenQuestion; readonly known: Known },
  ): unknown {
    const here = serviceHere(service);
    if (here?.ask === undefined) {
      const up = upOrThrow(service);
      this.#relayed = true;
      return up.ask(service, payload, { signal: question.signal, patient: true, from: question.path });
    }
    known.services.add(here);
    return here.ask(payload, question);
  }

  #reply(answer: Extract<WorkerRequest, { type: 'answer' }>): void {
    if (this.#ended) return;
    try {
      this.#send(answer);
    } catch (error) {
      this.#send({ type: 'answer', id: answer.id, failure: describeFailure(error) });
    }
  }

  #tell({ service, payload, from = [] }: Extract<AskMessage, { type: 'tell' }>): void {
    const path = [this.#route, ...from];
    const here = serviceHere(service);
    if (here === undefined) {
      // Whoever provided it may be gone, and nobody waits for an answer.
      this.#relayed = true;
      uplink()?.tell(service, payload, path);
      return;
    }
    const known = this.#knownAt(path);
    known.services.add(here);
    try {
      here.tell?.(payload, known.asker);
    } catch (error) {
      // Nobody waits for an answer, and what a worker says must not end its program.
      process.emitWarning(error as Error);
    }
  }

  #told(to: AskPath, service: string, payload: unknown): void {
    if (!this.#ended) this.#send({ type: 'told', service, payload, ...(to.length === 0 ? {} : { to }) });
  }

  #knownAt(path: AskPath): Known {
    const key = path.join('.');
    let known = this.#known.get(key);
    if (known === undefined) {
      const asker: Asker = { key, tell: (service, payload) => this.#told(path.slice(1), service, payload) };
      this.#known.set(key, (known = { asker, path, services: new Set() }));
    }
    return known;
  }

  #gone(prefix: AskPath): void {
    const reason = new Error('the worker that asked has ended');
    for (const question of this.#open.values()) if (startsWith(question.path, prefix)) question.withdraw(reason);
    for (const [key, { asker, path, services }] of this.#known) {
      if (!startsWith(path, prefix)) continue;
      this.#known.delete(key);
      for (const service of services) service.gone?.(asker);
    }
    if (this.#relayed) uplink()?.gone(prefix);
  }
}
