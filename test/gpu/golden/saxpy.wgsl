struct Parameters {
  n0: i32,
  n1: i32,
  n2: i32,
  parts: i32,
  zero: u32,
  len_b_y: i32,
  len_b_x: i32,
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(0) @binding(1) var<storage, read_write> b_y: array<f32>;
@group(0) @binding(2) var<storage, read> b_x: array<f32>;
fn load_b_x(i: i32) -> f32 {
  if (u32(i) >= u32(p.len_b_x)) { return 0f; }
  return b_x[u32(i)];
}
fn load_b_y(i: i32) -> f32 {
  if (u32(i) >= u32(p.len_b_y)) { return 0f; }
  return b_y[u32(i)];
}
fn store_b_y(i: i32, x: f32) {
  if (u32(i) >= u32(p.len_b_y)) { return; }
  b_y[u32(i)] = x;
}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
  let flat = (group.y * groups.x + group.x) * 64u + local;
  if (flat >= u32(p.n0)) { return; }
  let global0 = i32(flat);
  let t2 = load_b_x(global0);
  let t3 = 0.5f * t2;
  let t4 = load_b_y(global0);
  let t5 = t3 + t4;
  store_b_y(global0, t5);
}
