/** Functions in WGSL that kernels call where an operator of WGSL does not mean what that of the IR means. */

/** Name and text, after those that the text calls. */
const texts = {
  // The same number, of which no compiler knows where it came from.
  h_hidden: `fn h_hidden(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) | p.zero);
}`,
  // By its bits: compilers take x != x for false.
  h_is_nan: `fn h_is_nan(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}`,
  h_min: `fn h_min(a: f32, b: f32) -> f32 {
  if (h_is_nan(a)) { return a; }
  if (h_is_nan(b)) { return b; }
  if (a == b) { return bitcast<f32>(bitcast<u32>(a) | bitcast<u32>(b)); }
  return select(b, a, a < b);
}`,
  h_max: `fn h_max(a: f32, b: f32) -> f32 {
  if (h_is_nan(a)) { return a; }
  if (h_is_nan(b)) { return b; }
  if (a == b) { return bitcast<f32>(bitcast<u32>(a) & bitcast<u32>(b)); }
  return select(b, a, a > b);
}`,
  h_copysign: `fn h_copysign(a: f32, b: f32) -> f32 {
  return bitcast<f32>((bitcast<u32>(a) & 0x7fffffffu) | (bitcast<u32>(b) & 0x80000000u));
}`,
  h_div_i32: `fn h_div_i32(a: i32, b: i32) -> i32 {
  if (b == 0i) { return 0i; }
  return a / b;
}`,
  h_div_u32: `fn h_div_u32(a: u32, b: u32) -> u32 {
  if (b == 0u) { return 0u; }
  return a / b;
}`,
  h_rem_i32: `fn h_rem_i32(a: i32, b: i32) -> i32 {
  if (b == 0i) { return 0i; }
  return a % b;
}`,
  h_rem_u32: `fn h_rem_u32(a: u32, b: u32) -> u32 {
  if (b == 0u) { return 0u; }
  return a % b;
}`,
  h_mul_hi_u32: `fn h_mul_hi_u32(a: u32, b: u32) -> u32 {
  let al = a & 0xffffu;
  let ah = a >> 16u;
  let bl = b & 0xffffu;
  let bh = b >> 16u;
  let low = al * bl;
  let m1 = ah * bl + (low >> 16u);
  let m2 = al * bh + (m1 & 0xffffu);
  return ah * bh + (m1 >> 16u) + (m2 >> 16u);
}`,
  h_mul_hi_i32: `fn h_mul_hi_i32(a: i32, b: i32) -> i32 {
  let high = h_mul_hi_u32(bitcast<u32>(a), bitcast<u32>(b));
  return bitcast<i32>(high - select(0u, bitcast<u32>(b), a < 0i) - select(0u, bitcast<u32>(a), b < 0i));
}`,
  h_f32_to_i32: `fn h_f32_to_i32(x: f32) -> i32 {
  if (h_is_nan(x)) { return 0i; }
  if (x >= 2147483648f) { return 2147483647i; }
  if (x < -2147483648f) { return i32(-2147483648); }
  return i32(x);
}`,
  h_f32_to_u32: `fn h_f32_to_u32(x: f32) -> u32 {
  if (h_is_nan(x)) { return 0u; }
  if (x >= 4294967296f) { return 4294967295u; }
  if (x < 1f) { return 0u; }
  return u32(x);
}`,
  // Modulo 2^32: the fraction's bits, shifted by the exponent.
  h_f32_wrap: `fn h_f32_wrap(x: f32) -> u32 {
  let bits = bitcast<u32>(x);
  let exponent = i32((bits >> 23u) & 0xffu) - 150i;
  let fraction = (bits & 0x7fffffu) | 0x800000u;
  if (exponent > 31i || exponent < -23i) { return 0u; }
  let size = select(fraction >> u32(-exponent), fraction << u32(exponent), exponent >= 0i);
  return select(size, 0u - size, (bits >> 31u) == 1u);
}`,
  // To nearest, halves to even; by the bits, because the built-in may round otherwise and flush what is small.
  h_f32_to_f16: `fn h_f32_to_f16(x: f32) -> u32 {
  let bits = bitcast<u32>(x);
  let sign = (bits >> 16u) & 0x8000u;
  let size = bits & 0x7fffffffu;
  if (size > 0x7f800000u) { return sign | 0x7e00u; }
  if (size >= 0x477ff000u) { return sign | 0x7c00u; }
  if (size >= 0x38800000u) {
    let shifted = size - 0x38000000u;
    return sign | ((shifted + 0xfffu + ((shifted >> 13u) & 1u)) >> 13u);
  }
  if (size < 0x33000000u) { return sign; }
  let shift = 126u - (size >> 23u);
  let fraction = (size & 0x7fffffu) | 0x800000u;
  let whole = fraction >> shift;
  let rest = fraction & ((1u << shift) - 1u);
  let half = 1u << (shift - 1u);
  return sign | (whole + select(0u, 1u, rest > half || (rest == half && (whole & 1u) == 1u)));
}`,
  h_f16_to_f32: `fn h_f16_to_f32(h: u32) -> f32 {
  let sign = (h & 0x8000u) << 16u;
  let exponent = (h >> 10u) & 0x1fu;
  let fraction = h & 0x3ffu;
  if (exponent == 0u) { return bitcast<f32>(sign | bitcast<u32>(f32(fraction) * 5.9604644775390625e-8f)); }
  if (exponent == 31u) { return bitcast<f32>(sign | p.zero | 0x7f800000u | (fraction << 13u)); }
  return bitcast<f32>(sign | ((exponent + 112u) << 23u) | (fraction << 13u));
}`,
} as const;

/** Name of a helper. */
export type HelperName = keyof typeof texts;

/** The text of helpers and of those they call, in order. */
export function helperTexts(used: ReadonlySet<HelperName>): string[] {
  const names = Object.keys(texts) as HelperName[];
  const all = new Set(used);
  // From the last to the first: a helper calls only what stands before it.
  for (const name of names.toReversed()) {
    if (!all.has(name)) continue;
    for (const other of names) if (other !== name && texts[name].includes(`${other}(`)) all.add(other);
  }
  return names.filter((name) => all.has(name)).map((name) => texts[name]);
}
