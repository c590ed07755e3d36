struct Parameters {
  n0: i32,
  n1: i32,
  n2: i32,
  parts: i32,
  zero: u32,
  len_b_halves: i32,
  len_b_bytes: i32,
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(0) @binding(1) var<storage, read_write> b_halves: array<atomic<u32>>;
@group(0) @binding(2) var<storage, read> b_bytes: array<u32>;
fn load_b_bytes(i: i32) -> i32 {
  if (u32(i) >= u32(p.len_b_bytes)) { return 0i; }
  return bitcast<i32>(extractBits(b_bytes[(u32(i) / 4u)], (u32(i) % 4u) * 8u, 8u));
}
fn store_b_halves(i: i32, x: i32) {
  if (u32(i) >= u32(p.len_b_halves)) { return; }
  let shift = (u32(i) % 4u) * 8u;
  let value = (bitcast<u32>(x) & 255u) << shift;
  atomicAnd(&b_halves[(u32(i) / 4u)], ~(255u << shift)); atomicOr(&b_halves[(u32(i) / 4u)], value);
}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
  let flat = (group.y * groups.x + group.x) * 64u + local;
  if (flat >= u32(p.n0)) { return; }
  let global0 = i32(flat);
  let t1 = load_b_bytes(global0);
  let t3 = t1 << (bitcast<u32>(1i) & 31u);
  let t5 = t3 - 50i;
  let t8 = max(t5, 0i);
  let t9 = min(t8, 255i);
  store_b_halves(global0, t9);
}
