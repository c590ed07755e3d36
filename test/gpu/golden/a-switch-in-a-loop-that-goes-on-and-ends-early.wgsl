struct Parameters {
  n0: i32,
  n1: i32,
  n2: i32,
  parts: i32,
  zero: u32,
  len_b_n: i32,
  len_b_m: i32,
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(0) @binding(1) var<storage, read> b_n: array<i32>;
@group(0) @binding(2) var<storage, read_write> b_m: array<i32>;
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
  var l_sum: i32;
  var l_k: i32;
  l_sum = 0i;
  l_k = 0i;
  loop {
    let t3 = l_k;
    let t5 = t3 < 10i;
    let t6 = !(t5);
    if (t6) {
      break;
    }
    let t8 = load_b_n(global0);
    let t9 = t3 == t8;
    if (t9) {
      continue;
    }
    let t10 = l_sum;
    let t12 = t10 > 30i;
    if (t12) {
      break;
    }
    let t14 = global0 + t3;
    let t16 = h_rem_i32(t14, 3i);
    let t18 = t16 == 0i;
    let t21 = t16 == 1i;
    let t24 = select(2i, 1i, t21);
    let t25 = select(t24, 0i, t18);
    let t27 = t25 <= 0i;
    if (t27) {
      let t30 = t10 + 1i;
      l_sum = t30;
    } else {
      let t32 = t25 <= 1i;
      if (t32) {
        let t35 = t10 + 2i;
        l_sum = t35;
      } else {
        let t37 = t25 <= 2i;
        if (t37) {
          let t40 = t10 + t3;
          l_sum = t40;
        }
      }
    }
    continuing {
      let t41 = l_k;
      let t44 = t41 + 1i;
      l_k = t44;
    }
  }
  let t45 = l_sum;
  store_b_m(global0, t45);
}
