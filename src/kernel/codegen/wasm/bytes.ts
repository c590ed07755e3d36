/** The number formats of WebAssembly binaries. */

/** Appends an unsigned 32-bit number in LEB128. */
export function pushUnsigned(out: number[], value: number): void {
  let rest = value >>> 0;
  while (rest > 0x7f) {
    out.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  out.push(rest);
}

/** Appends a name: its length in bytes, then UTF-8. */
export function pushName(out: number[], name: string): void {
  const bytes = new TextEncoder().encode(name);
  pushUnsigned(out, bytes.length);
  pushBytes(out, bytes);
}

/** Appends bytes one by one: spreading them as arguments would overflow the stack on large bodies. */
export function pushBytes(out: number[], bytes: ArrayLike<number>): void {
  for (let at = 0; at < bytes.length; at++) out.push(bytes[at] as number);
}
