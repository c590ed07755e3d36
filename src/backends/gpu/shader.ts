import { ShaderError } from '../../core/errors.ts';
import type { WgslArtifact, WgslWindows } from '../../core/kernel.ts';
import type { Device } from './device.ts';

/** A shader and how its bindings are laid out. */
export interface Shader {
  readonly module: GPUShaderModule;
  readonly layout: GPUBindGroupLayout;
  readonly pipelineLayout: GPUPipelineLayout;
  /** Rejects with what the compiler has against it. */
  readonly accepted: Promise<void>;
  /** What the compiler has against it; undefined when nothing. */
  readonly explain: () => Promise<ShaderError | undefined>;
}

/** Flag of a binding that compute shaders see. */
const VISIBLE_IN_COMPUTE = 4;

/** Which bindings the buffers of a shader have, and the scratch memory behind them. */
export interface BindingNumbers {
  readonly buffers: readonly (readonly number[])[];
  readonly scratch: number;
}

export function bindingNumbers({ buffers, bindings }: WgslArtifact, counts: readonly number[]): BindingNumbers {
  let next = 1;
  const numbers = buffers.map((_, index) => {
    const first = bindings?.[index]?.binding ?? next;
    next = first + counts[index]!;
    return Array.from({ length: counts[index]! }, (_unused, window) => first + window);
  });
  return { buffers: numbers, scratch: next };
}

function layoutEntries(artifact: WgslArtifact, counts: readonly number[]): GPUBindGroupLayoutEntry[] {
  const entry = (binding: number, type: GPUBufferBindingType): GPUBindGroupLayoutEntry => ({
    binding,
    visibility: VISIBLE_IN_COMPUTE,
    buffer: { type },
  });
  const numbers = bindingNumbers(artifact, counts);
  const entries = artifact.buffers.flatMap(({ access }, index) => {
    const stored = access === 'read' ? 'read-only-storage' : 'storage';
    const type = artifact.bindings?.[index]?.uniform === true ? 'uniform' : stored;
    return numbers.buffers[index]!.map((number) => entry(number, type));
  });
  if (artifact.bindings === undefined) entries.unshift(entry(0, 'uniform'));
  if (artifact.hasScratch) entries.push(entry(numbers.scratch, 'storage'));
  return entries;
}

/** What the compiler says, with the line it is about. */
function explainMessages(
  artifact: WgslArtifact,
  code: string,
  messages: readonly GPUCompilationMessage[],
): ShaderError | undefined {
  const errors = messages.filter(({ type }) => type === 'error');
  if (errors.length === 0) return undefined;
  const lines = code.split('\n');
  const details = errors.slice(0, 5).map(({ lineNum, linePos, message }) => {
    const line = lines[lineNum - 1] ?? '';
    return `${lineNum}:${linePos}: ${message}\n    ${line}\n    ${' '.repeat(Math.max(0, linePos - 1))}^`;
  });
  return new ShaderError(`the GPU program "${artifact.name}" does not compile:\n${details.join('\n')}`);
}

export const titleOf = (artifact: WgslArtifact): string => `the GPU program "${artifact.name}"`;

/** @throws ShaderError when the device lacks a feature or has too few bindings. */
export function checkShader(device: Device, artifact: WgslArtifact, windows: WgslWindows): void {
  const missing = artifact.features.filter((feature) => !device.features.has(feature));
  if (missing.length > 0) {
    throw new ShaderError(`${titleOf(artifact)} needs ${missing.join(', ')}, which "${device.name}" does not have`);
  }
  const bindings = windows.counts.filter((_, index) => artifact.bindings?.[index]?.uniform !== true);
  const count = bindings.reduce((sum, one) => sum + one, artifact.hasScratch ? 1 : 0);
  const most = device.limits.maxStorageBuffersPerShaderStage;
  if (count <= most) return;
  const arrays = artifact.buffers.length;
  const mib = Math.floor(windows.byteLength / 2 ** 20);
  const hint = windows.counts.some((one) => one > 1) ? `, or arrays of at most ${mib} MiB, which need one each` : '';
  throw new ShaderError(
    `${titleOf(artifact)} needs ${count} bindings for its ${arrays} arrays, and the device has ${most}; use fewer arrays${hint}`,
  );
}

/** Hands a shader to the compiler, which answers later. */
export function makeShader(device: Device, artifact: WgslArtifact, windows: WgslWindows): Shader {
  const { raw } = device;
  const code = typeof artifact.code === 'string' ? artifact.code : artifact.code(windows);
  const { value, accepted } = device.send(titleOf(artifact), () => {
    const layout = raw.createBindGroupLayout({ entries: layoutEntries(artifact, windows.counts) });
    return {
      module: raw.createShaderModule({ code, label: artifact.name }),
      layout,
      pipelineLayout: raw.createPipelineLayout({ bindGroupLayouts: [layout] }),
    };
  });
  const explain = async (): Promise<ShaderError | undefined> =>
    explainMessages(artifact, code, (await value.module.getCompilationInfo()).messages);
  const explained = accepted.catch(async (error: unknown) => {
    throw (await explain()) ?? error;
  });
  explained.catch(() => undefined); // reported by what the shader is used for
  return { ...value, accepted: explained, explain };
}
