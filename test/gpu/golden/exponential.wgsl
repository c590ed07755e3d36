struct Parameters {
  n0: i32,
  n1: i32,
  n2: i32,
  parts: i32,
  zero: u32,
  len_b_z: i32,
  len_b_x: i32,
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(0) @binding(1) var<storage, read_write> b_z: array<f32>;
@group(0) @binding(2) var<storage, read> b_x: array<f32>;
fn load_b_x(i: i32) -> f32 {
  if (u32(i) >= u32(p.len_b_x)) { return 0f; }
  return b_x[u32(i)];
}
fn store_b_z(i: i32, x: f32) {
  if (u32(i) >= u32(p.len_b_z)) { return; }
  b_z[u32(i)] = x;
}
fn f_exp_f32(x0: f32) -> f32 {
  let t2 = x0 < -105f;
  let t4 = select(x0, -105f, t2);
  let t6 = 90f < t4;
  let t8 = select(t4, 90f, t6);
  let t10 = t8 * bitcast<f32>(p.zero | 1069066811u);
  let t12 = t10 + 12582912f;
  let t13 = bitcast<i32>(t12);
  let t15 = t13 - 1262485504i;
  let t16 = f32(t15);
  let t18 = t16 * 0.693145751953125f;
  let t19 = t8 - t18;
  let t21 = t16 * 0.000001428606765330187f;
  let t22 = t19 - t21;
  let t23 = t22 * t22;
  let t25 = 0.1666666716337204f * t22;
  let t27 = t25 + 0.5f;
  let t29 = 0.00833330862224102f * t22;
  let t31 = t29 + 0.04166644811630249f;
  let t33 = 0.00019892991986125708f * t22;
  let t35 = t33 + 0.0013935451861470938f;
  let t36 = t22 * t22;
  let t37 = t31 * t36;
  let t38 = t37 + t27;
  let t39 = t36 * t36;
  let t40 = t35 * t39;
  let t41 = t40 + t38;
  let t42 = t23 * t41;
  let t43 = t42 - t21;
  let t44 = t19 + t43;
  let t46 = t44 + bitcast<f32>(p.zero | 1065353216u);
  let t48 = t15 >> (bitcast<u32>(1i) & 31u);
  let t50 = t48 + 127i;
  let t52 = t50 << (bitcast<u32>(23i) & 31u);
  let t53 = bitcast<f32>(t52);
  let t54 = t46 * t53;
  let t55 = t15 - t48;
  let t57 = t55 + 127i;
  let t59 = t57 << (bitcast<u32>(23i) & 31u);
  let t60 = bitcast<f32>(t59);
  let t61 = t54 * t60;
  return t61;
}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
  let flat = (group.y * groups.x + group.x) * 64u + local;
  if (flat >= u32(p.n0)) { return; }
  let global0 = i32(flat);
  let t1 = load_b_x(global0);
  let t2 = f_exp_f32(t1);
  store_b_z(global0, t2);
}
