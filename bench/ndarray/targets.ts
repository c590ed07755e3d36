/** What is wanted of each work, as time relative to others. */

import type { Figures, Target } from '../harness/question.ts';
import { ratio } from '../harness/stats.ts';
import { CDIST, REFERENCE, TORCH_CDIST } from './rows.ts';
import type { Workload } from './workload.ts';

/** At most this much of the time of Debian's NumPy. */
const ofNumpy: Readonly<Record<string, number>> = {
  'add-f32': 0.45,
  'axpby-f32': 0.35,
  'trans-f32': 0.2,
  'trans-f64': 0.25,
  'sum-f32': 0.35,
  'var-f32': 0.25,
  'softmax-f32': 0.35,
  'matmul-f32': 1.1,
  'matmul-f64': 1.1,
  'sort-f32': 0.25,
  'cumsum-f32': 0.2,
};

/** The demands of a work on the time that ours takes. */
export function wantedOf(
  { name }: Workload,
  { ours, figures }: { ours: number | undefined; figures: Figures },
): Target[] {
  const most = (text: string, measured: number | undefined, need: number): Target => ({
    text,
    measured,
    need,
    bound: 'most',
  });
  if (name === 'small-add') return [most('microseconds', ours, 1.5)];
  if (name === 'distances-f32')
    return [most('np.cdist: time relative to torch.cdist', ratio(figures.of(CDIST), figures.of(TORCH_CDIST)), 1)];
  const need = ofNumpy[name];
  const measured = ratio(ours, figures.of(REFERENCE));
  return need === undefined
    ? [most('time relative to NumPy (for information)', measured, 1)]
    : [most('time relative to NumPy', measured, need)];
}
