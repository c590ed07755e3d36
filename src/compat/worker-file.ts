import { fileURLToPath, pathToFileURL } from 'node:url';
import { task } from '../closure/explicit.ts';
import type { AnyFunction } from '../closure/nodes.ts';
import { workerEntryUrl } from '../platform/entry-url.ts';

/** A file: URL as a path; anything else as it is. */
export function pathOf(filename: string | URL): string {
  const text = String(filename);
  return text.startsWith('file:') ? fileURLToPath(text) : text;
}

/** The URL of a worker file that is given by its path, as a URL or as the text of one. */
export function urlOf(filename: string): string {
  // A letter and a colon is a drive, not the scheme of a URL.
  if (/^[a-z][a-z\d+.-]+:/i.test(filename) && URL.canParse(filename)) return filename;
  return pathToFileURL(filename).href;
}

const tasks = new Map<string, AnyFunction>();

/** A function of a module as a task: one object for each, so that it is known at once when it is called again. */
export function taskOf(url: string, name: string): AnyFunction {
  const key = `${name} ${url}`;
  let found = tasks.get(key);
  if (found === undefined) tasks.set(key, (found = task(url, name) as AnyFunction));
  return found;
}

const ofFiles = new Map<string | URL, Map<string, AnyFunction>>();
/** Files kept by name; a program that has more of them pays for each task again. */
const MOST_FILES = 100;

/** As {@link taskOf}, for a worker file as it was given: what it means is found out once, which costs as much as a small task. */
export function taskOfFile(filename: string | URL, name: string): AnyFunction {
  let names = ofFiles.get(filename);
  if (names === undefined) {
    if (ofFiles.size >= MOST_FILES) ofFiles.clear();
    ofFiles.set(filename, (names = new Map<string, AnyFunction>()));
  }
  let found = names.get(name);
  if (found === undefined) names.set(name, (found = taskOf(urlOf(pathOf(filename)), name)));
  return found;
}

const own = new Map<string, AnyFunction>();

/** A function of what the drop-ins run in workers themselves. */
export function ownTask(name: string): AnyFunction {
  let found = own.get(name);
  if (found === undefined) own.set(name, (found = taskOf(workerEntryUrl('drop-in').href, name)));
  return found;
}
