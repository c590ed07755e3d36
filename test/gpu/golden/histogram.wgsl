struct Parameters {
  n0: i32,
  n1: i32,
  n2: i32,
  parts: i32,
  zero: u32,
  len_b_counts: i32,
  len_b_n: i32,
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(0) @binding(1) var<storage, read_write> b_counts: array<u32>;
@group(0) @binding(2) var<storage, read> b_n: array<i32>;
fn load_b_n(i: i32) -> i32 {
  if (u32(i) >= u32(p.len_b_n)) { return 0i; }
  return b_n[u32(i)];
}
fn load_b_counts(i: i32) -> u32 {
  if (u32(i) >= u32(p.len_b_counts)) { return 0u; }
  return b_counts[u32(i)];
}
fn store_b_counts(i: i32, x: u32) {
  if (u32(i) >= u32(p.len_b_counts)) { return; }
  b_counts[u32(i)] = x;
}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
  let flat = (group.y * groups.x + group.x) * 64u + local;
  if (flat >= u32(p.n0)) { return; }
  let global0 = i32(flat);
  let t1 = load_b_n(global0);
  let t3 = t1 & 15i;
  let t4 = load_b_counts(t3);
  let t6 = t4 + 1u;
  store_b_counts(t3, t6);
}
