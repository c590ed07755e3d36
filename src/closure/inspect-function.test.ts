import { expect, it } from 'vitest';
import { inspectFunction, withSession } from './inspect-function.ts';

/** Whether the session that was used is still connected. */
function isConnected(session: Parameters<Parameters<typeof withSession>[0]>[0]): boolean {
  let answered = false;
  try {
    session.post('Runtime.evaluate', { expression: '1' }, () => (answered = true));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ERR_INSPECTOR_NOT_CONNECTED' });
  }
  return answered;
}

it('keeps one connection for the captures of a turn, and none after it', async () => {
  const session = withSession((opened) => opened);
  expect(isConnected(session)).toBe(true);
  expect(withSession((opened) => opened)).toBe(session);
  await Promise.resolve();
  expect(isConnected(session)).toBe(false);
});

it('lets go of what it has shown after some captures, also within a turn', () => {
  const session = withSession((opened) => opened);
  let closed = 0;
  for (let i = 0; i < 1000; i++) {
    withSession(() => undefined);
    if (!isConnected(session)) closed++;
  }
  expect(closed).toBeGreaterThan(10);
});

it('stays connected while a use runs, however many there are in it', () => {
  withSession((session) => {
    for (let i = 0; i < 200; i++) withSession(() => undefined);
    expect(isConnected(session)).toBe(true);
  });
});

it('reads the variables of this moment, and closes after an error as well', async () => {
  let count = 0;
  const next = (): number => ++count;
  const read = (): unknown =>
    inspectFunction(next)
      .scopes.map(({ object }) => object['count'])
      .find((value) => value !== undefined);
  expect(read()).toBe(0);
  next();
  expect(read()).toBe(1);
  let used: Parameters<typeof isConnected>[0] | undefined;
  expect(() =>
    withSession((session) => {
      used = session;
      throw new RangeError('no');
    }),
  ).toThrow(RangeError);
  await Promise.resolve();
  expect(used !== undefined && isConnected(used)).toBe(false);
});

it('works beside another copy of the library in the same thread', async () => {
  const captured = { by: 'name' };
  const fn = (): unknown => captured;
  const copy = './inspect-function.ts?copy';
  const other = (await import(copy)) as { readonly inspectFunction: typeof inspectFunction };
  expect(other.inspectFunction).not.toBe(inspectFunction);
  for (const inspect of [inspectFunction, other.inspectFunction, inspectFunction]) {
    expect(inspect(fn).scopes.some(({ object }) => object['captured'] === captured)).toBe(true);
    await Promise.resolve(); // the end of the turn closes the session
  }
});
