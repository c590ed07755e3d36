struct Parameters {
  n0: i32,
  n1: i32,
  n2: i32,
  parts: i32,
  zero: u32,
  len_b_m: i32,
  len_b_n: i32,
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(0) @binding(1) var<storage, read_write> b_m: array<i32>;
@group(0) @binding(2) var<storage, read> b_n: array<i32>;
fn h_div_i32(a: i32, b: i32) -> i32 {
  if (b == 0i) { return 0i; }
  return a / b;
}
fn h_rem_i32(a: i32, b: i32) -> i32 {
  if (b == 0i) { return 0i; }
  return a % b;
}
fn load_b_n(i: i32) -> i32 {
  if (u32(i) >= u32(p.len_b_n)) { return 0i; }
  return b_n[u32(i)];
}
fn store_b_m(i: i32, x: i32) {
  if (u32(i) >= u32(p.len_b_m)) { return; }
  b_m[u32(i)] = x;
}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
  let flat = (group.y * groups.x + group.x) * 64u + local;
  if (flat >= u32(p.n0)) { return; }
  let global0 = i32(flat);
  let t1 = load_b_n(global0);
  let t3 = global0 - 100i;
  let t4 = h_div_i32(t1, t3);
  let t5 = load_b_n(global0);
  let t7 = h_rem_i32(t5, 7i);
  let t8 = t4 + t7;
  let t9 = load_b_n(global0);
  let t11 = global0 & 3i;
  let t12 = t9 << (bitcast<u32>(t11) & 31u);
  let t13 = t8 + t12;
  store_b_m(global0, t13);
}
