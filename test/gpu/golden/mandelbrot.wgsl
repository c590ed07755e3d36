struct Parameters {
  n0: i32,
  n1: i32,
  n2: i32,
  parts: i32,
  zero: u32,
  len_b_m: i32,
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(0) @binding(1) var<storage, read_write> b_m: array<i32>;
fn store_b_m(i: i32, x: i32) {
  if (u32(i) >= u32(p.len_b_m)) { return; }
  b_m[u32(i)] = x;
}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
  let flat = (group.y * groups.x + group.x) * 64u + local;
  if (flat >= u32(p.n0) * u32(p.n1)) { return; }
  let global1 = i32(flat % u32(p.n1));
  let rest_1 = flat / u32(p.n1);
  let global0 = i32(rest_1);
  var l_re: f32;
  var l_im: f32;
  var l_steps: i32;
  let t2 = f32(global1);
  let t4 = t2 / bitcast<f32>(p.zero | 1101004800u);
  let t6 = t4 * bitcast<f32>(p.zero | 1077936128u);
  let t8 = t6 - 2f;
  let t9 = f32(global0);
  let t11 = t9 / bitcast<f32>(p.zero | 1092616192u);
  let t13 = t11 * bitcast<f32>(p.zero | 1073741824u);
  let t15 = t13 - 1f;
  l_re = bitcast<f32>(p.zero | 0u);
  l_im = bitcast<f32>(p.zero | 0u);
  l_steps = 0i;
  loop {
    let t19 = l_steps;
    let t21 = t19 < 50i;
    let t22 = l_re;
    let t24 = t22 * t22;
    let t25 = l_im;
    let t27 = t25 * t25;
    let t28 = t24 + t27;
    let t30 = t28 <= 4f;
    let t31 = t21 && t30;
    let t32 = !(t31);
    if (t32) {
      break;
    }
    let t39 = t24 - t27;
    let t40 = t39 + t8;
    let t43 = bitcast<f32>(p.zero | 1073741824u) * t22;
    let t45 = t43 * t25;
    let t46 = t45 + t15;
    l_im = t46;
    l_re = t40;
    let t50 = t19 + 1i;
    l_steps = t50;
  }
  let t52 = global0 * 20i;
  let t53 = t52 + global1;
  let t54 = l_steps;
  store_b_m(t53, t54);
}
