/** Where a worker finds a function of this library: a part of the installed package or one of its entries, and the name of the export. */
export type LibraryExport =
  | { readonly part: 'sync' | 'actors'; readonly name: string }
  /** Workers take it from the entry always, because importing that does more than define the function. */
  | { readonly entry: 'ndarray'; readonly name: string };

const REGISTRY = Symbol.for('manycore.library-exports');

/** One for the whole thread: a worker has another copy of this module than what its tasks import. */
const places: WeakMap<object, LibraryExport> = ((globalThis as { [REGISTRY]?: WeakMap<object, LibraryExport> })[
  REGISTRY
] ??= new WeakMap());

/**
 * Says where a worker finds this function. Where a bundler has put the library into the program, the function has no module of its own
 * by which it could be named, and would be copied with what it uses.
 */
export function inLibrary(fn: object, place: LibraryExport): void {
  places.set(fn, place);
}

/** What {@link inLibrary} said of it. */
export const placeInLibrary = (fn: object): LibraryExport | undefined => places.get(fn);
