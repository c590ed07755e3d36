struct Parameters {
  n0: i32,
  n1: i32,
  n2: i32,
  parts: i32,
  zero: u32,
  len_b_z: i32,
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(0) @binding(1) var<storage, read_write> b_z: array<f32>;
fn store_b_z(i: i32, x: f32) {
  if (u32(i) >= u32(p.len_b_z)) { return; }
  b_z[u32(i)] = x;
}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
  let flat = (group.y * groups.x + group.x) * 64u + local;
  if (flat >= u32(p.n0) * u32(p.n1) * u32(p.n2)) { return; }
  let global2 = i32(flat % u32(p.n2));
  let rest_2 = flat / u32(p.n2);
  let global1 = i32(rest_2 % u32(p.n1));
  let rest_1 = rest_2 / u32(p.n1);
  let global0 = i32(rest_1);
  let t4 = global0 * 5i;
  let t5 = t4 + global1;
  let t7 = t5 * 10i;
  let t8 = t7 + global2;
  let t9 = f32(global0);
  let t10 = f32(global1);
  let t12 = t10 * 0.5f;
  let t13 = t9 + t12;
  let t14 = f32(global2);
  let t15 = t13 - t14;
  store_b_z(t8, t15);
}
