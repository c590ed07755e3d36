/** The object of a class-field arrow that comes without it is found where there is no doubt; else the function is refused. */

import { expect, it } from 'vitest';
import { ClosureError } from '../../src/core/errors.ts';
import { roundTrip } from './round-trip.ts';

type Times = (x: number) => number;
const NONE: Times = () => 0;

/** What the cases make stays in the heap; each has arrow functions of a text of its own, so that others do not count. */
interface Case {
  readonly fn: Times;
  readonly alive: readonly object[];
}

class Kept {
  k: number;
  spare: Times = NONE;

  constructor(k: number) {
    this.k = k;
  }
}

function lost(): Case {
  class Scaler extends Kept {
    scale? = (lost: number): number => lost * this.k;
  }
  const [a, b] = [new Scaler(2), new Scaler(100)];
  const scale = a.scale as Times;
  b.scale = scale;
  delete a.scale;
  return { fn: scale, alive: [a, b] };
}

function lostToAnotherName(): Case {
  class Scaler extends Kept {
    scale = (renamed: number): number => renamed * this.k;
  }
  const [a, b] = [new Scaler(2), new Scaler(100)];
  const { scale } = a;
  [b.spare, a.scale] = [scale, NONE];
  return { fn: scale, alive: [a, b] };
}

function lostToAnotherField(): Case {
  class Two extends Kept {
    first = (either: number): number => either * this.k;
    second = (either: number): number => either * this.k;
  }
  const [a, b] = [new Two(2), new Two(100)];
  const { first } = a;
  [b.second, a.first] = [first, NONE];
  return { fn: first, alive: [a, b] };
}

function lostToAnotherClass(): Case {
  const make = () =>
    class extends Kept {
      scale? = (mixed: number): number => mixed * this.k;
    };
  const [a, b] = [new (make())(2), new (make())(100)];
  const scale = a.scale as Times;
  b.scale = scale;
  delete a.scale;
  return { fn: scale, alive: [a, b] };
}

function neverStored(): Case {
  let made = NONE;
  class Wrapper extends Kept {
    constructor(k: number, inner?: Times) {
      super(k);
      if (inner === undefined) made = (unstored) => unstored * this.k;
      else this.spare = inner;
    }
  }
  const alive = [new Wrapper(7), new Wrapper(1000, made)];
  return { fn: made, alive };
}

function besideOthers(): Case {
  class Scaler extends Kept {
    scale = (several: number): number => several * this.k;
  }
  const [a, b] = [new Scaler(100), new Scaler(2)];
  return { fn: b.scale, alive: [a, b] };
}

function besideSubclass(): Case {
  class Scaler extends Kept {
    scale = (inherited: number): number => inherited * this.k;
  }
  class Sub extends Scaler {
    readonly name = 'sub';
  }
  const [a, b] = [new Sub(100), new Scaler(2)];
  return { fn: b.scale, alive: [a, b] };
}

function inConstructor(): Case {
  class Wrapper extends Kept {
    go: Times;
    constructor(k: number) {
      super(k);
      this.go = (assigned) => assigned * this.k;
    }
  }
  const [a, b] = [new Wrapper(100), new Wrapper(2)];
  return { fn: b.go, alive: [a, b] };
}

function onlyInstance(): Case {
  class Scaler extends Kept {
    scale? = (single: number): number => single * this.k;
  }
  const only = new Scaler(2);
  only.spare = only.scale as Times;
  delete only.scale;
  return { fn: only.spare, alive: [only] };
}

it.each([
  ['in the place of that of another object', lost()],
  ['under another name of another object', lostToAnotherName()],
  ['in another field with the same text', lostToAnotherField()],
  ['at an object of another class with the same text', lostToAnotherClass()],
  ['made in a constructor and stored by another object only', neverStored()],
])('refused: %s', async (_where, { fn, alive }) => {
  const here = fn(1);
  expect(alive).toContainEqual(expect.objectContaining({ k: here }));
  const sent = roundTrip('thread', fn, [1]);
  await expect(sent).rejects.toBeInstanceOf(ClosureError);
  await expect(sent).rejects.toThrow(/uses "this" of the code around it/);
});

it.each([
  ['in a field, beside other instances', besideOthers()],
  ['in a field, beside instances of a subclass', besideSubclass()],
  ['in a property that the constructor sets', inConstructor()],
  ['under another name of the only instance', onlyInstance()],
])('found: %s', async (_where, { fn, alive }) => {
  expect(await roundTrip('thread', fn, [1])).toBe(2);
  expect(await roundTrip('process', fn, [1])).toBe(2);
  expect(alive).toContainEqual(expect.objectContaining({ k: 2 }));
});
