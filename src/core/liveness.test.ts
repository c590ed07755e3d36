import { describe, expect, it } from 'vitest';
import { adoptLiveness, enterHolder, isAlive, leaveHolder, shareLiveness, thisHolder } from './liveness.ts';

describe('liveness', () => {
  it('counts this thread as alive', () => {
    expect(isAlive(thisHolder())).toBe(true);
  });

  it('knows who has ended, also when its place is taken again', () => {
    const first = enterHolder();
    expect(isAlive(first)).toBe(true);
    leaveHolder(first);
    leaveHolder(first);
    expect(isAlive(first)).toBe(false);
    const others = Array.from({ length: 5000 }, enterHolder);
    const own = others.filter((holder) => holder % 4096 !== 4095);
    expect(new Set(own).size).toBe(own.length);
    expect(others.every((holder) => holder !== first && isAlive(holder))).toBe(true);
    for (const holder of others) leaveHolder(holder);
    expect(own.some(isAlive)).toBe(false);
    expect(isAlive(thisHolder())).toBe(true);
  });

  it('counts as dead what died with its parent, and uses its place again', () => {
    const { table, self } = shareLiveness();
    const main = (globalThis as Record<symbol, unknown>)[Symbol.for('manycore.liveness')];
    adoptLiveness({ table, self });
    const below = enterHolder();
    (globalThis as Record<symbol, unknown>)[Symbol.for('manycore.liveness')] = main;
    expect(isAlive(below)).toBe(true);
    leaveHolder(self);
    expect(isAlive(below)).toBe(false);
    const others = Array.from({ length: 4094 }, enterHolder);
    expect(others.some((holder) => holder % 4096 === below % 4096 && holder !== below)).toBe(true);
    for (const holder of others) leaveHolder(holder);
  });
});
