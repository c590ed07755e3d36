import type { ProgressEvent } from './progress-event.ts';

/** A duration a person reads at a glance: `4.2 s`, `3:07`, `1:02:33`. */
export function formatDuration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** Tasks per second, or per minute when they are slow. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 100) return `${Math.round(perSecond)}/s`;
  if (perSecond >= 0.995) return `${perSecond.toFixed(1)}/s`;
  return `${(perSecond * 60).toFixed(1)}/min`;
}

/** The words of a reading: count, failures, rate, elapsed and remaining time. */
export function progressWords(event: ProgressEvent): string {
  const { done, total, failed, rate, elapsedMs, remainingMs, final } = event;
  const words = [total === undefined ? `${done}` : `${done}/${total}`];
  if (failed > 0) words.push(`${failed} failed`);
  if (done > 0) words.push(formatRate(rate));
  words.push(formatDuration(elapsedMs));
  if (!final && remainingMs !== undefined) words.push(`${formatDuration(remainingMs)} left`);
  return words.join(', ');
}

/** Share done, from 0 to 1; undefined when the total is unknown. */
export function fractionDone({ done, total }: ProgressEvent): number | undefined {
  if (total === undefined) return undefined;
  return total === 0 ? 1 : Math.min(1, done / total);
}

/** `42 %`: rounded down, so that 100 % means all of it. */
export const formatPercent = (fraction: number): string => `${Math.floor(fraction * 100)} %`;
