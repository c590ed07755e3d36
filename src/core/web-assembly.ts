/**
 * The part of WebAssembly's JavaScript interface that the library uses, with types of its own: TypeScript has them only in its library
 * for browsers, and Node's types leave them out.
 */

/** A compiled module; workers get it by message, with the machine code it has. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

/** Shared linear memory. */
export interface WasmMemory {
  /** All of it as it is now; a new object after growth. */
  readonly buffer: SharedArrayBuffer;
  /** Adds pages of 64 KiB. @throws RangeError when there is no room. @returns How many pages there were. */
  grow(pages: number): number;
}

/** Linear memory of one thread. */
export interface OwnMemory {
  /** All of it as it is now; growth detaches the one before. */
  readonly buffer: ArrayBuffer;
  /** Adds pages of 64 KiB. @returns How many pages there were. */
  grow(pages: number): number;
}

/** A function that a module exports. */
export type WasmExport = (...values: readonly (number | bigint)[]) => unknown;

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule;
  readonly Instance: new (
    module: WasmModule,
    imports: { readonly [namespace: string]: { readonly [name: string]: WasmMemory | OwnMemory } },
  ) => { readonly exports: { readonly [name: string]: WasmExport } };
  readonly Memory: (new (options: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => WasmMemory) &
    (new (options: { readonly initial: number; readonly maximum: number }) => OwnMemory);
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}

/** The global `WebAssembly`. */
export const webAssembly: WebAssemblyApi = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi })
  .WebAssembly;
