/** As of `node:v8`, which is loaded with the first value: few programs share any, and it would hold up the start of all by half a millisecond. */
export const serialize = (value: unknown): Buffer => process.getBuiltinModule('node:v8').serialize(value);

/** The value of {@link serialize}. */
export const deserialize = (bytes: Uint8Array): unknown => process.getBuiltinModule('node:v8').deserialize(bytes);
