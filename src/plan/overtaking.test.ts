import { expect, it } from 'vitest';
import type { Batch, TaskBackend } from '../core/task.ts';
import { Overtaking } from './overtaking.ts';

const batch = (id: number, priority?: number): Batch => ({ id, ...(priority !== undefined && { priority }) }) as never;
const make = (backend: object, isUsed = false): Overtaking => new Overtaking(backend as TaskBackend, isUsed);
const two = { capacity: () => 4, atOnce: () => 2 };

it('changes nothing until somebody has a priority', () => {
  const overtaking = make(two);
  for (let id = 0; id < 4; id++) overtaking.sent(batch(id));
  expect([overtaking.mayTake(0), overtaking.overtakes(9), overtaking.limit(5000)]).toEqual([true, false, 5000]);
});

it('sends no more than runs at once, but for what is more urgent', () => {
  const overtaking = make(two, true);
  expect(overtaking.limit(5000)).toBe(16);
  overtaking.sent(batch(1));
  expect(overtaking.mayTake(0)).toBe(true);
  overtaking.sent(batch(2, 5));
  expect([overtaking.mayTake(0), overtaking.mayTake(1), overtaking.mayTake(undefined)]).toEqual([false, true, false]);
  overtaking.ended(batch(1));
  overtaking.sent(batch(3, 5));
  expect([overtaking.overtakes(5), overtaking.overtakes(6)]).toEqual([false, true]);
});

it('does not send without end beyond what the backend takes', () => {
  const overtaking = make(two, true);
  for (let id = 0; id < 6; id++) overtaking.sent(batch(id, id));
  expect(overtaking.overtakes(9)).toBe(false);
});

it('leaves backends alone that do not say how much runs at once', () => {
  const overtaking = make({ capacity: () => 1 }, true);
  overtaking.sent(batch(1));
  expect([overtaking.mayTake(0), overtaking.overtakes(9)]).toEqual([true, false]);
});
