import { ShaderError } from '../../core/errors.ts';
import type { WgslArtifact, WgslWindows } from '../../core/kernel.ts';
import { inOrder } from './device.ts';
import type { Device } from './device.ts';
import { checkShader, makeShader, titleOf } from './shader.ts';
import type { Shader } from './shader.ts';

/** A compiled entry point. */
export interface Pipeline {
  readonly raw: GPUComputePipeline;
  readonly shader: Shader;
  /** Rejects with what the compiler has against it. */
  readonly accepted: Promise<void>;
}

/** What is compiled of one shader. */
interface Compiled {
  readonly shader: Shader;
  readonly pipelines: Map<string, Pipeline>;
}

/** Compiled shaders are kept, the least recently used go first. */
const MOST_SHADERS = 512;

const keyOf = (artifact: WgslArtifact, { counts, byteLength }: WgslWindows): string =>
  `${counts.join(',')} ${byteLength} ${artifact.key}`;

/** Compiles shaders and keeps what is compiled. */
export class Pipelines {
  readonly #device: Device;
  readonly #cache = new Map<string, Compiled>();

  constructor(device: Device) {
    this.#device = device;
  }

  /**
   * An entry point, compiled now where it is not known. What the compiler says comes later, in `accepted`.
   *
   * @throws ShaderError when the device lacks a feature or has too few bindings.
   */
  get(artifact: WgslArtifact, windows: WgslWindows, entryPoint: string): Pipeline {
    const { shader, pipelines } = this.#shaderOf(artifact, windows);
    const known = pipelines.get(entryPoint);
    if (known !== undefined) return known;
    const { value, accepted } = this.#device.send(titleOf(artifact), () =>
      this.#device.raw.createComputePipeline(descriptorOf(shader, entryPoint)),
    );
    const explained = inOrder(shader.accepted, accepted);
    explained.catch(() => undefined); // reported by the read of what it was to write
    const pipeline = { raw: value, shader, accepted: explained };
    pipelines.set(entryPoint, pipeline);
    return pipeline;
  }

  /** Compiles all entry points beside the main thread. Rejects with what the compiler says. */
  async prepare(artifact: WgslArtifact, windows: WgslWindows): Promise<void> {
    const { shader, pipelines } = this.#shaderOf(artifact, windows);
    await shader.accepted;
    const missing = artifact.entryPoints.filter((entryPoint) => !pipelines.has(entryPoint));
    await Promise.all(
      missing.map(async (entryPoint) => {
        const raw = await this.#compile(artifact, shader, entryPoint);
        pipelines.set(entryPoint, { raw, shader, accepted: shader.accepted });
      }),
    );
    await Promise.all([...pipelines.values()].map(({ accepted }) => accepted));
  }

  async #compile(artifact: WgslArtifact, shader: Shader, entryPoint: string): Promise<GPUComputePipeline> {
    try {
      return await this.#device.raw.createComputePipelineAsync(descriptorOf(shader, entryPoint));
    } catch (error) {
      this.#device.check();
      const text = error instanceof Error ? error.message : String(error);
      throw (
        (await shader.explain()) ??
        new ShaderError(`${titleOf(artifact)} was refused by the GPU: ${text}`, { cause: error })
      );
    }
  }

  #shaderOf(artifact: WgslArtifact, windows: WgslWindows): Compiled {
    const key = keyOf(artifact, windows);
    let compiled = this.#cache.get(key);
    this.#cache.delete(key); // and to the end, as the one that was used last
    if (compiled === undefined) {
      checkShader(this.#device, artifact, windows);
      compiled = { shader: makeShader(this.#device, artifact, windows), pipelines: new Map() };
      // A failure may be the device's mood (out of memory), so it is not kept.
      compiled.shader.accepted.catch(() => this.#cache.delete(key));
    }
    this.#cache.set(key, compiled);
    if (this.#cache.size > MOST_SHADERS) this.#cache.delete(this.#cache.keys().next().value!);
    return compiled;
  }
}

const descriptorOf = ({ module, pipelineLayout }: Shader, entryPoint: string): GPUComputePipelineDescriptor => ({
  layout: pipelineLayout,
  compute: { module, entryPoint },
});
