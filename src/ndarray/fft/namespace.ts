/**
 * What `np.fft` is. All lengths are fast: products of small primes by mixed radix, large primes by Bluestein's convolution. Plans are
 * kept per length. Computed in float64, stored as complex64 or float32 where the input is float32, float16 or complex64.
 */

export { fftfreq, fftshift, ifftshift, rfftfreq } from './frequencies.ts';
export { fft, hfft, ifft, ihfft, irfft, rfft } from './one-axis.ts';
export { fft2, fftn, ifft2, ifftn, irfft2, irfftn, rfft2, rfftn } from './several-axes.ts';
export type { FrequencyOptions, ShiftAxes } from './frequencies.ts';
export type { FftnOptions, FftNorm, FftOptions } from './transform.ts';
