/** What workers cost on this machine: typical figures until it has been measured, once for all programs. */

import { type BackendCost, isCost } from '../../core/cost.ts';
import { type BackendEntry, listBackends } from '../../core/registry.ts';
import { readMachineCache, writeMachineCache } from '../../platform/machine-cache.ts';
import { whereAmI } from '../../platform/nesting.ts';
import { measureBackend } from './measure-backend.ts';

/** Name and version of what is kept: raised when a figure gets another meaning. */
const CACHE = 'auto-1';

type Costs = ReadonlyMap<string, BackendCost>;

let costs: Costs | undefined;
let measuring: Promise<void> | undefined;
let looked = false;

/** The backends whose cost is measured. */
const measured = (): readonly BackendEntry[] => listBackends().filter((entry) => entry.isMeasured === true);

function readCosts(): Costs | undefined {
  const kept = readMachineCache(CACHE);
  if (typeof kept !== 'object' || kept === null) return undefined;
  const found = new Map(Object.entries(kept).filter((entry): entry is [string, BackendCost] => isCost(entry[1])));
  return measured().every(({ name }) => found.has(name)) ? found : undefined;
}

/** Whether this machine has been measured, by this program or by another one before it. */
export function isMeasured(): boolean {
  if (!looked) {
    looked = true;
    costs ??= readCosts();
  }
  return costs !== undefined;
}

/** What a backend costs here; undefined for one that says nothing of that. */
export function costOf(entry: BackendEntry): BackendCost | undefined {
  if (entry.cost === undefined || entry.isMeasured !== true || !isMeasured()) return entry.cost;
  return costs?.get(entry.name) ?? entry.cost;
}

/** Whether it makes sense to measure now: workers inside workers would only measure how busy the machine is. */
export const mayMeasure = (): boolean => whereAmI().level === 0 && !isMeasured();

/** Measures this machine, unless that has been done; takes some tenths of a second. A backend that cannot start keeps its figures. */
export function measureMachine(): Promise<void> {
  if (!mayMeasure()) return Promise.resolve();
  measuring ??= measureAll().finally(() => {
    measuring = undefined;
  });
  return measuring;
}

async function measureAll(): Promise<void> {
  const found = new Map<string, BackendCost>();
  for (const entry of measured()) {
    const cost = await measureBackend(entry.name).catch(() => undefined);
    if (cost !== undefined) found.set(entry.name, cost);
    else if (entry.cost !== undefined) found.set(entry.name, entry.cost);
  }
  costs = found;
  writeMachineCache(CACHE, Object.fromEntries(found));
}

/** Looks for figures anew, as a program does that has just begun; for tests. */
export function forgetFigures(): void {
  costs = undefined;
  looked = false;
}

/** Figures to go by from now on, whatever has been measured; for tests. @returns what gives back the ones before. */
export function useFigures(figures: Readonly<Record<string, BackendCost>> | undefined): () => void {
  const before = { costs, looked };
  costs = figures === undefined ? undefined : new Map(Object.entries(figures));
  looked = true;
  return () => void ({ costs, looked } = before);
}
