/** Names in WGSL: no word of the language, none of ours, and none twice. */

/** What is named, by its prefix. */
export type NameKind = 'b' | 's' | 'l' | 'a' | 'f' | 'acc';

const asWord = (name: string): string => name.replaceAll(/[^A-Za-z0-9_]/g, '_').replaceAll(/_{2,}/g, '_');

/** Gives each entity of a kernel one name: that of the source, behind a prefix that tells its kind. */
export class Names {
  readonly #names = new Map<object, string>();
  readonly #taken = new Set<string>();

  of(kind: NameKind, entity: { readonly name: string }): string {
    const known = this.#names.get(entity);
    if (known !== undefined) return known;
    const base = `${kind}_${asWord(entity.name)}`;
    let name = base;
    for (let count = 1; this.#taken.has(name); count++) name = `${base}_n${count}`;
    this.#taken.add(name);
    this.#names.set(entity, name);
    return name;
  }
}
