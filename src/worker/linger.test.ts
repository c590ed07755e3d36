import { expect, it } from 'vitest';
import { Linger } from './linger.ts';

/** A worker on a machine where the next batch comes so long after a reply, in milliseconds, with looking for it and without. */
function serve(pause: { readonly looking: number; readonly asleep: number }, replies: number): number {
  let time = 1;
  let looked = 0;
  const linger = new Linger({ cores: 2, clock: () => time });
  for (let i = 0; i < replies; i++) {
    linger.replied();
    if (linger.isLooking) looked++;
    time += linger.isLooking ? pause.looking : pause.asleep;
    linger.heard();
  }
  return looked / replies;
}

it('looks for the next batch where that brings it sooner', () => {
  expect(serve({ looking: 0.02, asleep: 0.1 }, 10_000)).toBeGreaterThan(0.9);
});

it('sleeps at once where the program has to wait for its core, and tries again now and then', () => {
  const share = serve({ looking: 0.1, asleep: 0.02 }, 10_000);
  expect(share).toBeLessThan(0.05);
  expect(share).toBeGreaterThan(0);
});

it('sleeps at once where the program does not await one small task after the other', () => {
  expect(serve({ looking: 5, asleep: 5 }, 10_000)).toBeLessThan(0.01);
});

it('never looks where there is one core', () => {
  const linger = new Linger({ cores: 1, clock: () => 0 });
  for (let i = 0; i < 1000; i++) {
    linger.replied();
    expect(linger.isLooking).toBe(false);
    linger.heard();
  }
});
