import { addKernelBackend, getKernelBackend } from '../core/kernel-registry.ts';
import './register-kernels.ts';
import { sequentialKernels } from './sequential/kernels.ts';
import { openWasm } from './threads/kernels.ts';

/** Lets the backends that compute arrays synchronously be opened without waiting: their code is loaded together with this module. */
addKernelBackend({ ...getKernelBackend('sequential'), openSync: sequentialKernels });
addKernelBackend({ ...getKernelBackend('threads'), openSync: openWasm });
