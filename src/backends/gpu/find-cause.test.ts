import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { softwareAdapterEnv, unpackSoftwareAdapter } from '../../../test/support/software-adapter.ts';
import { loadDawn } from './dawn.ts';
import { announcedDrivers, causeIn, explain } from './find-cause.ts';

/** What Dawn and the loader write, as seen with each fault. */
const warnings = {
  'no loader':
    "Warning: Couldn't load Vulkan: libvulkan.so.1: cannot open shared object file: No such file or directory\n    at operator()",
  'no driver':
    'Warning: vkCreateInstance: Found no drivers!\nWarning: vkCreateInstance failed with VK_ERROR_INCOMPATIBLE_DRIVER',
  'broken driver':
    'Warning: loader_icd_scan: Failed loading library associated with ICD JSON x.so. Ignoring this JSON\nWarning: vkCreateInstance: Found no drivers!',
  'old driver': 'Warning: Vulkan shaderUniform*ArrayDynamicIndexing required.',
  unknown: '',
} as const;

describe('the cause of a missing adapter', () => {
  it.each(Object.entries(warnings))('is known: %s', (cause, text) => {
    expect(causeIn(text)).toBe(cause);
    const message = explain(causeIn(text), text, ['/etc/vulkan/icd.d/some.json']);
    expect(message).toContain('install');
    if (cause === 'old driver') expect(message).toContain('too old');
    if (cause !== 'no loader') expect(message).toContain('/etc/vulkan/icd.d/some.json');
  });

  it('takes the drivers that the environment names', () => {
    expect(announcedDrivers({ VK_DRIVER_FILES: '/a.json:/b.json' })).toEqual(['/a.json', '/b.json']);
  });

  it('names the package that is missing, and one that does not load', async () => {
    const missing = Object.assign(new Error("Cannot find package 'webgpu'"), { code: 'ERR_MODULE_NOT_FOUND' });
    await expect(loadDawn(() => Promise.reject(missing))).rejects.toMatchObject({
      code: 'ERR_GPU_UNAVAILABLE',
      message: expect.stringContaining('npm install webgpu'),
    });
    const broken = Object.assign(new Error("GLIBC_2.34' not found"), { code: 'ERR_DLOPEN_FAILED' });
    await expect(loadDawn(() => Promise.reject(broken))).rejects.toMatchObject({
      code: 'ERR_GPU_UNAVAILABLE',
      message: expect.stringContaining('glibc 2.34'),
    });
    const platform = Object.assign(new Error("Cannot find module 'dist/sunos-x64/dawn.node'"), {
      code: 'MODULE_NOT_FOUND',
    });
    await expect(loadDawn(() => Promise.reject(platform))).rejects.toThrow(/has no binary for/);
  });
});

describe.runIf(process.platform === 'linux')('gpuInfo in a process of its own', () => {
  let folder: string;
  let adapter: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'manycore-gpu-'));
    adapter = unpackSoftwareAdapter();
    writeFileSync(path.join(folder, 'libvulkan.so.1'), ''); // a loader that cannot be loaded hides the system's own
    const driver = { file_format_version: '1.0.0', ICD: { library_path: './absent.so', api_version: '1.0.5' } };
    writeFileSync(path.join(folder, 'absent.json'), JSON.stringify(driver));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  function ask(
    env: Readonly<Record<string, string>>,
    device?: string,
  ): { code?: string; message?: string; name?: string } {
    const module = new URL('gpu-info.ts', import.meta.url).href;
    const code = `const { gpuInfo } = await import(${JSON.stringify(module)});
      console.log(JSON.stringify(await gpuInfo({ device: ${JSON.stringify(device)} }).catch(({ code, message }) => ({ code, message }))));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
      env: { ...process.env, ...softwareAdapterEnv(adapter), ...env },
    });
    return JSON.parse(stdout) as { code?: string; message?: string; name?: string };
  }

  it.each([
    ['no loader', () => ({ LD_LIBRARY_PATH: folder }), /the Vulkan loader is not installed .*apt install libvulkan1/],
    [
      'no driver',
      () => ({ VK_DRIVER_FILES: path.join(folder, 'nowhere.json') }),
      /the Vulkan loader found no driver; install/,
    ],
    [
      'a broken driver',
      () => ({ VK_DRIVER_FILES: path.join(folder, 'absent.json') }),
      /announced but cannot be loaded.*absent\.json/s,
    ],
  ])('tells that there is %s', (_, env, message) => {
    expect(ask(env())).toEqual({ code: 'ERR_GPU_UNAVAILABLE', message: expect.stringMatching(message) });
  });

  it('finds a GPU by a part of its name, or tells which there are', () => {
    expect(ask({}, 'swiftshader')).toMatchObject({ name: expect.stringContaining('SwiftShader'), isSoftware: true });
    expect(ask({}, 'GeForce')).toEqual({
      code: 'ERR_GPU_UNAVAILABLE',
      message: expect.stringMatching(/no GPU here has a name with "GeForce" in it; there are "SwiftShader/),
    });
    expect(ask({ MANYCORE_GPU_DEVICE: 'Subzero' })).toMatchObject({ isSoftware: true });
  });
});
