/** Small GPU programs for the suites of the backend, written by hand. */

import type { BufferAccess, ScalarSignature, WgslArtifact, WgslWindows } from '../../src/core/kernel.ts';

/** What a program is made of; its body sees `i`, its number, and reads and writes buffers through `get0(i)`, `set0(i, x)`. */
export interface ProgramParts {
  readonly name?: string;
  readonly buffers: readonly BufferAccess[];
  readonly scalars?: readonly ScalarSignature['type'][];
  /** WGSL. Parameters are `p.size0`, `p.length0` and `p.s0`. */
  readonly body: string;
  readonly workgroupSize?: number;
}

/** Accessors of one buffer that may be split into windows. */
function accessors(index: number, access: BufferAccess, windows: { first: number; count: number; words: number }) {
  const names = Array.from({ length: windows.count }, (_, window) => `b${index}_${window}`);
  const mode = access === 'read' ? 'read' : 'read_write';
  const bindings = names.map(
    (name, window) => `@group(0) @binding(${windows.first + window}) var<storage, ${mode}> ${name}: array<f32>;`,
  );
  const pick = (what: (name: string) => string) =>
    names.map((name, window) => `case ${window}u${window === 0 ? ', default' : ''} { ${what(name)} }`).join(' ');
  const set = `fn set${index}(i: u32, x: f32) { switch (i / ${windows.words}u) { ${pick((name) => `${name}[i % ${windows.words}u] = x;`)} } }`;
  const get = `fn get${index}(i: u32) -> f32 { switch (i / ${windows.words}u) { ${pick((name) => `return ${name}[i % ${windows.words}u];`)} } }`;
  return [...bindings, get, ...(access === 'read' ? [] : [set])].join('\n');
}

/** A program over f32 buffers that runs `body` for each number below the size. */
export function program(parts: ProgramParts): WgslArtifact {
  const { buffers, scalars = [], body, workgroupSize = 64, name = 'test' } = parts;
  const code = ({ counts, byteLength }: WgslWindows): string => {
    let first = 1;
    const all = buffers.map((access, index) => {
      const text = accessors(index, access, { first, count: counts[index]!, words: byteLength / 4 });
      first += counts[index]!;
      return text;
    });
    return `struct Params { size0: u32, size1: u32, size2: u32, parts: u32, zero: u32,
${[...buffers.map((_, index) => `length${index}: u32`), ...scalars.map((kind, index) => `s${index}: ${kind}`)].join(', ')} }
@group(0) @binding(0) var<uniform> p: Params;
${all.join('\n')}
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = (group.y * groups.x + group.x) * ${workgroupSize}u + local;
  if (i >= p.size0 * p.size1 * p.size2) { return; }
  ${body}
}`;
  };
  return {
    target: 'wgsl',
    key: JSON.stringify(parts),
    name,
    rank: 1,
    buffers: buffers.map((access, index) => ({ name: `b${index}`, element: 'f32', access })),
    scalars: scalars.map((type, index) => ({ name: `s${index}`, type })),
    code,
    entryPoints: ['main'],
    features: [],
    hasScratch: false,
    plan: (size) => ({
      steps: [{ entryPoint: 'main', groups: Math.ceil(size.reduce((a, b) => a * b, 1) / workgroupSize) }],
      parts: 1,
      scratchBytes: 0,
    }),
  };
}
