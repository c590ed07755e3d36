export declare const helpers: readonly ((...args: never[]) => unknown)[];
export declare const kernels: Readonly<
  Record<string, { readonly fn: (...args: never[]) => unknown; readonly rank: 1 | 2; readonly margin: 0 | 1 }>
>;
