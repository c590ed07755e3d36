/** What became of a kernel: types, target, vectors, code. */

import { getKernelBackend } from '../../core/kernel-registry.ts';
import type { Artifact } from '../../core/kernel.ts';
import { printModule } from '../../kernel/codegen/wasm/print-module.ts';
import type { LoweredKernel } from '../../kernel/frontend/request.ts';
import { printKernel } from '../../kernel/ir/print.ts';
import { artifactFor, preparedFor } from './artifacts.ts';
import type { KernelOptions } from './options.ts';

/** What the compiler made of a kernel. Printed it is a report. */
export class KernelExplanation {
  /** Name of the backend. */
  readonly backend: string;
  /** What it was compiled to. */
  readonly target: Artifact['target'];
  /** Type of each variable, helpers' included; each type of a name once. */
  readonly types: ReadonlyMap<string, readonly string[]>;
  /** Iterations that run together in vectors; 1 when there are none. Absent on a GPU, which has invocations instead. */
  readonly lanes?: number;
  /** Why it is not vectorised. */
  readonly reason?: string;
  /** The kernel as the front end made it. */
  readonly ir: string;
  /** The kernel after all passes. */
  readonly optimised: string;
  /** WAT or WGSL; absent for the interpreter. */
  readonly code?: string;

  /** @internal */
  constructor(lowered: Pick<LoweredKernel, 'kernel' | 'variables'>, options: KernelOptions) {
    this.backend = options.backend ?? 'threads';
    this.target = getKernelBackend(this.backend).target;
    const types = new Map<string, string[]>();
    for (const { name, type } of lowered.variables) {
      const known = types.get(name) ?? [];
      if (!known.includes(type)) types.set(name, [...known, type]);
    }
    this.types = types;
    this.ir = printKernel(lowered.kernel);
    this.optimised = printKernel(preparedFor(lowered.kernel, this.target));
    const artifact = artifactFor(lowered.kernel, this.target, options.mode ?? 'strict');
    if (artifact.target === 'wasm') {
      this.lanes = artifact.vectors.lanes;
      if (artifact.vectors.reason !== undefined) this.reason = artifact.vectors.reason;
      this.code = printModule(artifact.code(artifact.buffers.map(() => 0)));
    } else if (artifact.target === 'wgsl') {
      const windows = { counts: artifact.buffers.map(() => 1), byteLength: 2 ** 31 };
      this.code = typeof artifact.code === 'string' ? artifact.code : artifact.code(windows);
    }
  }

  /** In words: where it runs, whether in vectors, and the types of the variables. */
  summary(): string {
    const vectors =
      this.lanes === undefined
        ? ''
        : this.lanes > 1
          ? `, vectorised: ${this.lanes} iterations at a time`
          : `, not vectorised: ${this.reason ?? 'unknown'}`;
    const types = [...this.types].map(([name, found]) => `  ${name}: ${found.join(' | ')}`);
    return [`backend ${this.backend} (${this.target})${vectors}`, ...types].join('\n');
  }

  /** The report. */
  toString(): string {
    const code = this.code === undefined ? '' : `\n\n${this.code}`;
    return `${this.summary()}\n\n${this.optimised.trimEnd()}${code}`;
  }
}
