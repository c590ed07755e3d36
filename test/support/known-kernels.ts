import { KernelBuilder } from '../../src/kernel/ir/builder.ts';
import type { Kernel } from '../../src/kernel/ir/types.ts';

/** y = a * x + y. */
export function saxpy(): Kernel {
  const b = new KernelBuilder({ name: 'saxpy' });
  const x = b.buffer('x', 'f32', 'read');
  const y = b.buffer('y', 'f32', 'readwrite');
  const a = b.scalarValue(b.scalar('a', 'f32'));
  const i = b.index(0);
  b.store(y, i, b.add(b.mul(a, b.load(x, i)), b.load(y, i)));
  return b.build();
}

/** Iterations until a point of the plane escapes: a loop that lanes leave at different times. */
export function mandelbrot(type: 'f32' | 'f64'): Kernel {
  const b = new KernelBuilder({ name: 'mandelbrot', rank: 2 });
  const out = b.buffer('out', 'i32', 'write');
  const limit = b.scalarValue(b.scalar('limit', 'i32'));
  const scale = b.scalarValue(b.scalar('scale', type));
  const [row, column] = [b.index(0), b.index(1)];
  const cx = b.sub(b.mul(b.convert(column, type), scale), 2);
  const cy = b.sub(b.mul(b.convert(row, type), scale), 1.3);
  const [x, y, n] = [b.local('x', type), b.local('y', type), b.local('n', 'i32')];
  b.set(x, 0);
  b.set(y, 0);
  b.set(n, 0);
  b.while(
    () => b.lt(b.get(n), limit),
    () => {
      const [x1, y1] = [b.get(x), b.get(y)];
      const [x2, y2] = [b.mul(x1, x1), b.mul(y1, y1)];
      b.if(b.gt(b.add(x2, y2), 4), () => b.break());
      b.set(y, b.add(b.mul(b.mul(x1, 2), y1), cy));
      b.set(x, b.add(b.sub(x2, y2), cx));
    },
    () => b.set(n, b.add(b.get(n), 1)),
  );
  b.store(out, b.add(b.mul(row, b.size(1)), column), b.get(n));
  return b.build();
}

/** The mean of four neighbours; beyond the edges there are zeros. */
export function stencil(): Kernel {
  const b = new KernelBuilder({ name: 'stencil', rank: 2 });
  const x = b.buffer('x', 'f32', 'read');
  const out = b.buffer('out', 'f32', 'write');
  const width = b.size(1);
  const at = b.add(b.mul(b.index(0), width), b.index(1));
  const vertical = b.add(b.load(x, b.sub(at, width)), b.load(x, b.add(at, width)));
  const horizontal = b.add(b.load(x, b.sub(at, 1)), b.load(x, b.add(at, 1)));
  b.store(out, at, b.mul(b.add(vertical, horizontal), 0.25));
  return b.build();
}

/** The sum of an array. */
export function sum(type: 'f32' | 'f64', lanes = 16): Kernel {
  const b = new KernelBuilder({ name: 'sum', reduced: 1 });
  const x = b.buffer('x', type, 'read');
  const out = b.buffer('out', type, 'write');
  const total = b.accumulator({ name: 'total', type, op: 'add', lanes });
  b.accumulate(total, b.load(x, b.index(0)));
  b.finish(() => b.store(out, 0, b.total(total)));
  return b.build();
}

/** Counts how often each value occurs: indirect access, one atomic for each iteration. */
export function histogram(): Kernel {
  const b = new KernelBuilder({ name: 'histogram' });
  const x = b.buffer('x', 'u8', 'read');
  const counts = b.buffer('counts', 'i32', 'atomic');
  b.atomic('add', { target: counts, index: b.load(x, b.index(0)), value: 1 });
  return b.build();
}
