import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Claimant, Ledger, type LedgerUser } from './budget.ts';

/** A worker that asks. */
const worker = (key: string, recall: (count: number) => void = () => undefined): Claimant => ({ key, recall });

/** A user with nothing to release, that counts its calls. */
function user(): LedgerUser & { calls: number } {
  const made = { calls: 0, releaseIdle: () => undefined, onFree: () => void made.calls++ };
  return made;
}

describe('Ledger', () => {
  it('grants what is free, one half of it at a time, and the rest when it is given back', () => {
    const books = new Ledger(8);
    const own = user();
    books.join(own);
    expect([books.work(own, false), books.work(own, false)]).toEqual([true, true]);
    const grants: [string, number][] = [];
    const ask = (key: string, wanted: number) =>
      books.ask(worker(key), wanted, (count) => void grants.push([key, count]));
    ask('1', 10);
    ask('2', 10);
    ask('1', 10);
    ask('1', 10);
    expect(grants).toEqual([
      ['1', 3],
      ['2', 1],
      ['1', 1],
      ['1', 1],
    ]);
    expect(books.free).toBe(0);
    ask('3', 1);
    ask('4', 1);
    expect(grants).toHaveLength(4);
    books.give('1', 2);
    expect(grants.slice(4)).toEqual([
      ['3', 1],
      ['4', 1],
    ]);
  });

  it('takes back what a worker had that has ended, and its wishes', () => {
    const books = new Ledger(2);
    const grants: string[] = [];
    const ask = (key: string) => books.ask(worker(key), 1, () => void grants.push(key));
    for (const key of ['1', '1.2', '1', '2']) ask(key);
    expect(grants).toEqual(['1', '1.2']);
    books.gone('1');
    expect(grants).toEqual(['1', '1.2', '2']);
    books.give('1', 5); // too late: it was counted already
    books.gone('1.2');
    expect(books.free).toBe(1);
  });

  it('forgets a wish that was withdrawn', () => {
    const books = new Ledger(0);
    const withdraw = books.ask(worker('1'), 1, () => expect.unreachable());
    expect(books.isShared).toBe(true);
    withdraw();
    expect(books.isShared).toBe(false);
  });

  it('lets the program itself have any number of workers, but not while others have cores', () => {
    const books = new Ledger(2);
    const [first, second] = [user(), user()];
    expect(Array.from({ length: 4 }, () => books.work(first, false))).toEqual([true, true, true, true]);
    books.rest(3);
    books.ask(worker('1'), 1, () => undefined);
    expect(books.work(second, false)).toBe(false);
    expect(books.work(second, true)).toBe(true); // the first of its user
    books.give('1', 1);
    expect(second.calls).toBe(1);
    expect(books.work(second, false)).toBe(true);
  });

  it('asks its users for workers that have nothing to do', () => {
    const books = new Ledger(1);
    let idle = 0;
    const own: LedgerUser = { onFree: () => undefined, releaseIdle: () => books.rest(idle--) };
    books.join({ ...own, releaseIdle: () => (idle > 0 ? own.releaseIdle() : undefined) });
    books.work(own, false);
    const grants: number[] = [];
    books.ask(worker('1'), 1, (count) => void grants.push(count));
    expect(grants).toEqual([]);
    idle = 1;
    books.ask(worker('2'), 1, (count) => void grants.push(count));
    expect(grants).toEqual([1]);
  });

  it('asks back from who has most, until who waits has as many', () => {
    const books = new Ledger(8);
    const asked: string[] = [];
    const rich = worker('rich', (count) => void asked.push(`rich ${count}`));
    const poor = worker('poor', (count) => void asked.push(`poor ${count}`));
    const has = { rich: 0, poor: 0 };
    while (books.free > 0) books.ask(rich, 8, (count) => void (has.rich += count));
    expect(has).toEqual({ rich: 8, poor: 0 });
    books.ask(poor, 8, (count) => void (has.poor += count));
    expect(asked).toEqual(['rich 1']);
    for (let i = 0; i < 10 && asked.length > 0; i++) {
      asked.length = 0;
      has.rich--;
      books.give('rich', 1);
      books.ask(poor, 8, (count) => void (has.poor += count));
    }
    expect(has).toEqual({ rich: 4, poor: 4 });
  });

  it('asks back all for the program itself', () => {
    const books = new Ledger(2);
    let recalled = 0;
    const rich = worker('rich', (count) => void (recalled += count));
    books.ask(rich, 1, () => undefined);
    books.ask(rich, 1, () => undefined);
    const own = user();
    expect(books.work(own, false)).toBe(false);
    expect(books.work(own, false)).toBe(false);
    expect(recalled).toBe(1); // one for each that waits
    books.give('rich', 1);
    expect(own.calls).toBe(1);
    expect([books.work(own, false), books.work(own, false)]).toEqual([true, false]);
    expect(recalled).toBe(2);
  });

  it('never grants more than there is, loses nothing, and serves all in the end', () => {
    const step = fc.oneof(
      fc.record({ does: fc.constant('ask' as const), key: fc.nat(5), count: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ does: fc.constant('give' as const), key: fc.nat(5), count: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ does: fc.constant('gone' as const), key: fc.nat(5), count: fc.constant(0) }),
      fc.record({ does: fc.constantFrom('work' as const, 'rest' as const), key: fc.nat(5), count: fc.constant(1) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 60 }), (limit, steps) => {
        const books = new Ledger(limit);
        const own = user();
        books.join(own);
        const has = new Map<number, number>();
        const waits = new Map<number, number>();
        let busy = 0;
        for (const { does, key, count } of steps) {
          if (does === 'ask') {
            waits.set(key, (waits.get(key) ?? 0) + 1);
            books.ask(worker(String(key)), count, (granted) => {
              expect(granted).toBeGreaterThan(0);
              expect(granted).toBeLessThanOrEqual(count);
              waits.set(key, (waits.get(key) as number) - 1);
              has.set(key, (has.get(key) ?? 0) + granted);
            });
          } else if (does === 'give') {
            const given = Math.min(count, has.get(key) ?? 0);
            has.set(key, (has.get(key) ?? 0) - given);
            books.give(String(key), given);
          } else if (does === 'gone') {
            has.delete(key);
            waits.delete(key);
            books.gone(String(key));
          } else if (does === 'work') {
            if (busy < limit && books.work(own, false)) busy++;
          } else if (busy > 0) {
            busy--;
            books.rest(1);
          }
          const granted = [...has.values()].reduce((a, b) => a + b, 0);
          const waiting = [...waits.values()].reduce((a, b) => a + b, 0);
          expect(granted + busy).toBeLessThanOrEqual(limit);
          expect(books.free).toBe(limit - granted - busy);
          // Nobody waits while there is something.
          if (waiting > 0) expect(books.free).toBe(0);
        }
      }),
    );
  });
});
