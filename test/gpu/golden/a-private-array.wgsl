struct Parameters {
  n0: i32,
  n1: i32,
  n2: i32,
  parts: i32,
  zero: u32,
  len_b_x: i32,
  len_b_z: i32,
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(0) @binding(1) var<storage, read> b_x: array<f32>;
@group(0) @binding(2) var<storage, read_write> b_z: array<f32>;
fn h_is_nan(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}
fn h_max(a: f32, b: f32) -> f32 {
  if (h_is_nan(a)) { return a; }
  if (h_is_nan(b)) { return b; }
  if (a == b) { return bitcast<f32>(bitcast<u32>(a) & bitcast<u32>(b)); }
  return select(b, a, a > b);
}
fn load_b_x(i: i32) -> f32 {
  if (u32(i) >= u32(p.len_b_x)) { return 0f; }
  return b_x[u32(i)];
}
fn store_b_z(i: i32, x: f32) {
  if (u32(i) >= u32(p.len_b_z)) { return; }
  b_z[u32(i)] = x;
}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
  let flat = (group.y * groups.x + group.x) * 64u + local;
  if (flat >= u32(p.n0)) { return; }
  let global0 = i32(flat);
  var l_k: i32;
  var l_best: f32;
  var l_k_1: i32;
  var a_window: array<f32, 4>;
  for (var i = 0u; i < 4u; i++) { a_window[i] = 0f; }
  l_k = 0i;
  loop {
    let t4 = l_k;
    let t6 = t4 < 4i;
    let t7 = !(t6);
    if (t7) {
      break;
    }
    let t10 = global0 + t4;
    let t11 = load_b_x(t10);
    if (u32(t4) < 4u) { a_window[u32(t4)] = t11; }
    continuing {
      let t12 = l_k;
      let t15 = t12 + 1i;
      l_k = t15;
    }
  }
  let t17 = a_window[0i];
  l_best = t17;
  l_k_1 = 1i;
  loop {
    let t19 = l_k_1;
    let t21 = t19 < 4i;
    let t22 = !(t21);
    if (t22) {
      break;
    }
    let t23 = l_best;
    let t25 = select(0f, a_window[min(u32(t19), 3u)], u32(t19) < 4u);
    let t26 = h_max(t23, t25);
    l_best = t26;
    continuing {
      let t27 = l_k_1;
      let t30 = t27 + 1i;
      l_k_1 = t30;
    }
  }
  let t31 = l_best;
  store_b_z(global0, t31);
}
