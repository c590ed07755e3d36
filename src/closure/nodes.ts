/**
 * The nodes of the wire. A graph is a flat list of nodes that name each other by number, so nothing in it is deep:
 * structured clone and V8 serialisation never recurse further than a few levels, however deep the encoded value is.
 */

import type { BlobRef } from '../core/codec.ts';

/** Names a node: from 0 on a definition of the call, below 0 the local node `~r` of the same payload. */
export interface Ref {
  readonly r: number;
}

/** A value inside a node: a primitive as it is, or the name of a node. */
export type Slot = string | number | boolean | bigint | null | undefined | Ref;

/** A property that is not an ordinary one (or stands beside one that is not): with its descriptor. */
export interface OddProperty {
  readonly key: string | Ref;
  readonly value?: Slot;
  readonly get?: Slot;
  readonly set?: Slot;
  /** Sum of 1 writable, 2 enumerable, 4 configurable, 8 accessor. */
  readonly flags: number;
}

/** Own properties, in order: all ordinary (`keys` and `values`), or all with descriptors (`odd`). */
export interface Properties {
  readonly keys?: readonly string[];
  readonly values?: readonly Slot[];
  readonly odd?: readonly OddProperty[];
}

/** What every node for an object may carry. */
interface ObjectFields {
  /** Prototype, where it is not the usual one of this kind of node. */
  readonly proto?: Slot;
  readonly props?: Properties | undefined;
  /** 1 not extensible, 2 sealed, 3 frozen. */
  readonly lock?: number;
}

export interface RawNode {
  readonly t: 'raw';
  /** Kept exactly by the transport, and holds no other object (so that identities are all in the graph). */
  readonly v: unknown;
}
export interface BuiltinNode {
  readonly t: 'builtin';
  readonly path: BuiltinPath;
}
export interface SymbolNode {
  readonly t: 'symbol';
  readonly kind: 'registered' | 'well-known' | 'unique';
  readonly key: string | undefined;
}
export interface ObjectNode extends ObjectFields {
  readonly t: 'object';
}
export interface ArrayNode extends ObjectFields {
  readonly t: 'array';
  readonly length: number;
  /** All items, where the array has neither holes nor odd properties among its items. */
  readonly items?: readonly Slot[];
}
export interface MapNode extends ObjectFields {
  readonly t: 'map';
  readonly mapKeys: readonly Slot[];
  readonly mapValues: readonly Slot[];
}
export interface SetNode extends ObjectFields {
  readonly t: 'set';
  readonly items: readonly Slot[];
}
export interface DateNode extends ObjectFields {
  readonly t: 'date';
  readonly time: number;
}
export interface RegExpNode extends ObjectFields {
  readonly t: 'regexp';
  readonly source: string;
  readonly flags: string;
}
export interface BoxedNode extends ObjectFields {
  readonly t: 'boxed';
  readonly value: Slot;
}
export interface ErrorNode extends ObjectFields {
  readonly t: 'error';
  readonly stack: string | undefined;
}
export interface BufferNode extends ObjectFields {
  readonly t: 'buffer';
  readonly bytes: ArrayBuffer | Uint8Array;
  readonly maxByteLength?: number;
}
export interface BlobNode {
  readonly t: 'blob';
  readonly ref: BlobRef;
}
export interface ViewNode extends ObjectFields {
  readonly t: 'view';
  /** `Buffer`, `DataView` or the name of a typed array class. */
  readonly kind: string;
  readonly buffer: Slot;
  readonly offset: number;
  /** In elements (bytes for a DataView); absent for a view that follows its resizable buffer. */
  readonly length: number | undefined;
}
export interface UrlNode {
  readonly t: 'url';
  readonly kind: 'URL' | 'URLSearchParams';
  readonly text: string;
}
export interface IntlNode {
  readonly t: 'intl';
  readonly kind: string;
  readonly locale: string;
  readonly options: Readonly<Record<string, unknown>>;
}
export interface TemporalNode {
  readonly t: 'temporal';
  readonly kind: string;
  readonly text: string;
}
export interface DomExceptionNode {
  readonly t: 'dom-exception';
  readonly message: string;
  readonly name: string;
  readonly stack: string | undefined;
}

/** The text of a function or class: the same for all closures made at one place. */
export interface CodeNode {
  readonly t: 'code';
  readonly text: string;
  /** Wraps the text so that it is an expression. */
  readonly form: 'expression' | 'method' | 'class-method' | 'static-method';
  readonly url: string;
  /** Where the text starts in its file, from 0. */
  readonly line: number;
  readonly column: number;
  readonly strict: boolean;
  /** Names of the captured variables, in the order of `FunctionNode.env`. */
  readonly names: readonly string[];
  /** Names the text uses for what is neither captured nor global. */
  readonly metaName?: string;
  readonly importName?: string;
  readonly superName?: string;
  /** Script id on the caller's side, where the text is generated code with a source map. */
  readonly mapped?: string;
  readonly isClass: boolean;
}
export interface FunctionNode {
  readonly t: 'function';
  readonly code: Slot;
  readonly env: readonly Slot[];
  readonly parent?: Slot;
  /** `this` of the code around an arrow function. */
  readonly self?: Slot;
  readonly name?: string | undefined;
  readonly props?: Properties | undefined;
  readonly lock?: number;
  readonly prototypeProps?: Properties | undefined;
  readonly prototypeProto?: Slot;
  readonly hasPrototypeProto?: boolean;
}
export interface BoundNode {
  readonly t: 'bound';
  readonly target: Slot;
  readonly self: Slot;
  readonly args: readonly Slot[];
}
export interface ImportNode {
  readonly t: 'import';
  readonly specifier: string;
  /** Name of the export, or `*` for the namespace. */
  readonly name: string;
  readonly parent: string;
  readonly attributes?: Readonly<Record<string, string>>;
}
/** A variable of the module scope of a package, exported or not. */
export interface ModuleVariableNode {
  readonly t: 'module-variable';
  readonly url: string;
  readonly name: string;
  readonly commonJs: boolean;
}
export interface RequiredNode {
  readonly t: 'required';
  readonly file: string;
  readonly path: readonly string[];
}
/** What a module has of its own: `import.meta`, its `import()` and its `require`. */
export interface ModuleToolNode {
  readonly t: 'module-tool';
  readonly tool: 'meta' | 'import' | 'require';
  readonly url: string;
  /** Folder for specifiers that begin with a slash, where Vite wrote them. */
  readonly root?: string;
}
/** A variable that several functions share and at least one assigns. */
export interface CellNode {
  readonly t: 'cell';
  readonly value: Slot;
}
/** Made in the worker by calling `factory(...args)`. */
export interface HookNode {
  readonly t: 'hook';
  readonly factory: Slot;
  readonly args: readonly Slot[];
}
/** Stands for another node: a value that was only marked. */
export interface AliasNode {
  readonly t: 'alias';
  readonly value: Slot;
}
export interface PrototypeNode {
  readonly t: 'prototype-of';
  readonly constructor_: Slot;
}

export type Node =
  | RawNode
  | BuiltinNode
  | SymbolNode
  | ObjectNode
  | ArrayNode
  | MapNode
  | SetNode
  | DateNode
  | RegExpNode
  | BoxedNode
  | ErrorNode
  | BufferNode
  | BlobNode
  | ViewNode
  | UrlNode
  | IntlNode
  | TemporalNode
  | DomExceptionNode
  | CodeNode
  | FunctionNode
  | BoundNode
  | ImportNode
  | ModuleVariableNode
  | RequiredNode
  | ModuleToolNode
  | CellNode
  | HookNode
  | AliasNode
  | PrototypeNode;

/** One step of the way to a built-in: a property, a symbol, or a getter or setter of a property. */
export type BuiltinStep =
  | string
  | { readonly symbol: string }
  | { readonly accessor: 'get' | 'set'; readonly key: string | { readonly symbol: string } };

/** Where a built-in is found: from globalThis, a node: module, a hidden intrinsic, or the library's own error classes. */
export interface BuiltinPath {
  readonly from: 'global' | 'module' | 'intrinsic' | 'own';
  readonly root: string;
  readonly steps: readonly BuiltinStep[];
}

/** Is this slot the name of a node? */
export const isRef = (slot: unknown): slot is Ref => typeof slot === 'object' && slot !== null;

/** Any function, whatever it takes. */
export type AnyFunction = (...args: never[]) => unknown;
