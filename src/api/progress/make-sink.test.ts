import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { barText } from './bar-sink.ts';
import { formatDuration, formatRate } from './format-progress.ts';
import { makeProgressSink } from './make-sink.ts';
import type { ProgressEvent, ProgressOption } from './make-sink.ts';

/** Collects what is written; with the methods of a terminal when it is to be one. */
class FakeStream extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 120;
  readonly rows = 30;

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += String(chunk);
    done();
  }
}

type Reading = Parameters<ReturnType<typeof makeProgressSink>['update']>[0];

const reading = (elapsedMs: number, done: number, more: Partial<Reading> = {}): Reading => ({
  done,
  total: 100,
  failed: 0,
  running: 2,
  elapsedMs,
  remainingMs: undefined,
  rate: elapsedMs > 0 ? (done / elapsedMs) * 1000 : 0,
  final: false,
  ...more,
});

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

describe('makeProgressSink', () => {
  it('tells a function at most ten times a second, first and last always', () => {
    const seen: ProgressEvent[] = [];
    const sink = makeProgressSink((event) => seen.push(event), { description: 'parse' });
    for (let ms = 0; ms <= 1000; ms++) sink.update(reading(ms, ms / 10));
    sink.update(reading(1001, 100, { final: true }));
    sink.update(reading(1002, 100, { final: true }));
    sink.close();
    expect(seen.map((event) => event.elapsedMs)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1001]);
    expect(seen[0]).toMatchObject({ done: 0, total: 100, running: 2, description: 'parse' });
    expect(seen.at(-1)).toMatchObject({ final: true, remainingMs: 0 });
  });

  it('uses a sink of the user, and closes it', () => {
    const calls: string[] = [];
    const sink = makeProgressSink({
      update: ({ done }) => calls.push(`update ${done}`),
      close: () => calls.push('close'),
    });
    sink.update(reading(1, 1));
    sink.close();
    sink.update(reading(500, 2));
    expect(calls).toEqual(['update 1', 'close']);
  });

  it('estimates the rest from the recent rate: a slow start is forgotten, a pause counts', () => {
    const seen: ProgressEvent[] = [];
    const sink = makeProgressSink((event) => seen.push(event));
    // One task a second for 10 s, then ten a second for 60 s.
    for (let s = 1; s <= 10; s++) sink.update(reading(s * 1000, s, { total: 2000 }));
    expect(seen.at(-1)?.rate).toBeCloseTo(1, 5);
    expect(seen.at(-1)?.remainingMs).toBeCloseTo(1_990_000, -1);
    for (let s = 11; s <= 70; s++) sink.update(reading(s * 1000, 10 + (s - 10) * 10, { total: 2000 }));
    expect(seen.at(-1)?.rate).toBeGreaterThan(9.9);
    const before = seen.at(-1)?.remainingMs as number;
    sink.update(reading(80_000, 610, { total: 2000 }));
    expect(seen.at(-1)?.remainingMs).toBeGreaterThan(before * 2);
  });

  it('finds the rate within the first second, although the workers take their time to start', () => {
    const seen: ProgressEvent[] = [];
    const sink = makeProgressSink((event) => seen.push(event));
    for (let ms = 250; ms <= 1000; ms += 4) sink.update(reading(ms, (ms - 250) / 4 + 1, { total: 5000 }));
    expect(seen.at(-1)?.elapsedMs).toBeGreaterThan(900);
    expect(seen.at(-1)?.rate).toBeGreaterThan(240);
    expect(seen.at(-1)?.rate).toBeLessThan(260);
  });

  it('does not take two workers that end one after the other for a high rate', () => {
    const seen: ProgressEvent[] = [];
    const sink = makeProgressSink((event) => seen.push(event));
    for (const [ms, done] of [
      [2000, 1],
      [2120, 2],
      [4000, 3],
      [4120, 4],
    ] as const)
      sink.update(reading(ms, done));
    for (const { rate } of seen) expect(rate).toBeLessThan(1.5);
  });

  it('has no estimate without a total or before the first task', () => {
    const seen: ProgressEvent[] = [];
    const sink = makeProgressSink((event) => seen.push(event));
    sink.update(reading(1000, 0));
    sink.update(reading(2000, 5, { total: undefined }));
    expect(seen.map((event) => event.remainingMs)).toEqual([undefined, undefined]);
  });

  it.each([3, null, {}, { update: 1 }])('refuses %s', (option) => {
    const error = expect.objectContaining({ code: 'ERR_INVALID_OPTION' });
    expect(() => makeProgressSink(option as ProgressOption)).toThrow(error);
  });

  it('writes nothing for false', () => {
    const stream = new FakeStream(false);
    makeProgressSink(false, { stream }).update(reading(1, 100, { final: true }));
    expect(stream.text).toBe('');
  });
});

describe('lines', () => {
  it('come for each tenth, first and last, with percentage, counts, rate and times', () => {
    const stream = new FakeStream(false);
    const sink = makeProgressSink('parse files', { stream });
    for (let ms = 0; ms <= 4000; ms += 10) sink.update(reading(ms, Math.floor(ms / 40)));
    sink.update(reading(4001, 100, { final: true, failed: 2 }));
    const out = lines(stream.text);
    expect(out.length).toBeGreaterThanOrEqual(10);
    expect(out.length).toBeLessThanOrEqual(13);
    expect(out[0]).toBe('parse files: 0 %, 0/100, 0.0 s');
    expect(out[5]).toMatch(/^parse files: 5\d %, 5\d\/100, 2\d\.\d\/s, 2\.\d s, [12]\.\d s left$/);
    expect(out.at(-1)).toBe('parse files: 100 %, 100/100, 2 failed, 25.0/s, 4.0 s');
  });

  it('come every ten seconds when the total is unknown or the work is slow', () => {
    const stream = new FakeStream(false);
    const sink = makeProgressSink(true, { stream });
    for (let s = 0; s <= 35; s++) sink.update(reading(s * 1000, s, { total: undefined }));
    expect(lines(stream.text)).toEqual([
      'progress: 0, 0.0 s',
      'progress: 10, 1.0/s, 10 s',
      'progress: 20, 1.0/s, 20 s',
      'progress: 30, 1.0/s, 30 s',
    ]);
  });

  it('say 100 % only when all is done, and for an empty call', () => {
    const stream = new FakeStream(false);
    makeProgressSink(true, { stream }).update(reading(10_000, 9999, { total: 10_000 }));
    makeProgressSink(true, { stream }).update(reading(1, 0, { total: 0, final: true }));
    expect(lines(stream.text).map((line) => /\d+ %/.exec(line)?.[0])).toEqual(['99 %', '100 %']);
  });
});

describe('bars', () => {
  it('grow with the share done, and show no bar when the total is unknown', () => {
    const event: ProgressEvent = { ...reading(1000, 10), description: 'resize' };
    expect(barText(event)).toBe(`resize ███${'░'.repeat(27)} 10 % 10/100, 10.0/s, 1.0 s`);
    expect(barText({ ...event, total: undefined, description: '' })).toBe('10, 10.0/s, 1.0 s');
  });

  it('show percentage, counts, rate and times on a terminal, and end with a line of their own', () => {
    const stream = new FakeStream(true);
    const sink = makeProgressSink('resize', { stream });
    sink.update(reading(1000, 10));
    sink.update(reading(5000, 50));
    sink.update(reading(10_000, 100, { final: true }));
    sink.close();
    const shown = stripVTControlCharacters(stream.text);
    expect(shown).toContain(`resize ${'█'.repeat(30)} 100 % 100/100, 10.0/s, 10 s`);
    expect(shown.endsWith('\n')).toBe(true);
    expect(stream.text.lastIndexOf('\u001B[?25h'), 'the cursor is back').toBeGreaterThan(
      stream.text.lastIndexOf('\u001B[?25l'),
    );
  });

  it('of several calls share the terminal, and leave no timer behind', () => {
    const stream = new FakeStream(true);
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const first = makeProgressSink('first', { stream });
    const second = makeProgressSink('second', { stream });
    first.update(reading(1, 1));
    second.update(reading(1, 2, { total: undefined }));
    first.update(reading(200, 100, { final: true }));
    first.close();
    second.close();
    expect(timers()).toBe(before);
    const shown = lines(stripVTControlCharacters(stream.text));
    expect(shown.at(-2)).toContain('first █');
    expect(shown.at(-1)).toMatch(/second 2, /);
  });

  it('leave no listener behind, and show the cursor when the program ends before them', () => {
    const before = process.listeners('exit');
    const stream = new FakeStream(true);
    const sink = makeProgressSink(true, { stream });
    sink.update(reading(5, 1));
    const [stop, ...others] = process.listeners('exit').filter((listener) => !before.includes(listener));
    expect(others).toEqual([]);
    stop?.(0);
    expect(stream.text.lastIndexOf('\u001B[?25h')).toBeGreaterThan(stream.text.lastIndexOf('\u001B[?25l'));
    sink.close();
    expect(process.listeners('exit')).toEqual(before);
  });

  it('tell the time while no result comes', async () => {
    const stream = new FakeStream(true);
    const sink = makeProgressSink(true, { stream });
    sink.update(reading(5000, 1));
    await expect.poll(() => stripVTControlCharacters(stream.text)).toMatch(/1\/100, .* (?!5\.0)\d+\.\d s/);
    sink.close();
  });

  it('take their place again after the last one has ended', () => {
    const stream = new FakeStream(true);
    for (const name of ['one', 'two']) {
      const sink = makeProgressSink(name, { stream });
      sink.update(reading(5, 100, { final: true }));
      sink.close();
    }
    expect(lines(stripVTControlCharacters(stream.text)).at(-1)).toContain('two █');
  });
});

describe('formats', () => {
  it.each([
    [0, '0.0 s'],
    [9949, '9.9 s'],
    [9951, '10 s'],
    [59_400, '59 s'],
    [59_600, '1:00'],
    [187_000, '3:07'],
    [3_753_000, '1:02:33'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('says slow rates per minute', () => {
    expect([1234.5, 12.34, 0.5].map(formatRate)).toEqual(['1235/s', '12.3/s', '30.0/min']);
  });
});
