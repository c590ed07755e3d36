import { createRequire } from 'node:module';
import type * as CliProgress from 'cli-progress';
import { formatPercent, fractionDone, progressWords } from './format-progress.ts';
import type { ProgressEvent, ProgressSink, ProgressStream } from './progress-event.ts';
import { here } from '../../platform/here.ts';

const WIDTH = 30;
const FRAMES_PER_SECOND = 10;

/** The part that is drawn when the total is unknown: a bar would claim to know. */
const drawBar = (fraction: number | undefined): string => {
  if (fraction === undefined) return '';
  const full = Math.round(fraction * WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${formatPercent(fraction)} `;
};

/** One line of a bar. */
export const barText = (event: ProgressEvent): string =>
  `${event.description === '' ? '' : `${event.description} `}${drawBar(fractionDone(event))}${progressWords(event)}`;

/** Bars on one terminal share a screen area; it is drawn while there is at least one. */
interface Board {
  readonly bars: CliProgress.MultiBar;
  /** Draws for the last time and shows the cursor; also when the program ends in the middle of a call. */
  readonly stop: () => void;
  open: number;
}

/** What is drawn, and when it was told. */
interface Shown {
  readonly event?: ProgressEvent;
  readonly toldMs?: number;
}

/** Between two results the time goes on: a bar that stands still looks like a call that hangs. */
function nowText({ event, toldMs = 0 }: Shown): string {
  if (event === undefined) return '';
  if (event.final) return barText(event);
  return barText({ ...event, elapsedMs: event.elapsedMs + performance.now() - toldMs });
}

const boards = new WeakMap<ProgressStream, Board>();

function openBoard(stream: ProgressStream): Board {
  // Loaded only here: most programs never draw a bar.
  const { MultiBar } = createRequire(here)('cli-progress') as typeof CliProgress;
  const bars = new MultiBar({
    stream,
    fps: FRAMES_PER_SECOND,
    hideCursor: true,
    clearOnComplete: false,
    // Signals are ours to handle; it would install handlers of its own.
    gracefulExit: false,
    format: (_options, _params, payload: Shown) => nowText(payload),
  });
  const stop = (): void => {
    process.off('exit', stop);
    bars.stop();
  };
  process.once('exit', stop);
  return { bars, stop, open: 0 };
}

const shown = (event: ProgressEvent): Shown => ({ event, toldMs: performance.now() });

/** A bar on a terminal. Several at once stand below each other. */
export class BarSink implements ProgressSink {
  readonly #stream: ProgressStream;
  #board: Board | undefined;
  #bar: CliProgress.SingleBar | undefined;

  constructor(stream: ProgressStream) {
    this.#stream = stream;
  }

  update(event: ProgressEvent): void {
    const bar = (this.#bar ??= this.#open(event));
    bar.setTotal(event.total ?? Math.max(event.done, 1));
    bar.update(event.done, shown(event));
    if (event.final) this.close();
  }

  #open(event: ProgressEvent): CliProgress.SingleBar {
    const board = boards.get(this.#stream) ?? openBoard(this.#stream);
    boards.set(this.#stream, board);
    board.open++;
    this.#board = board;
    return board.bars.create(event.total ?? 1, 0, shown(event));
  }

  /** The last bar to close draws the board for the last time and gives the terminal back. */
  close(): void {
    const board = this.#board;
    if (board === undefined) return;
    this.#board = undefined;
    this.#bar?.stop();
    board.open--;
    if (board.open > 0) return;
    boards.delete(this.#stream);
    board.stop();
  }
}
