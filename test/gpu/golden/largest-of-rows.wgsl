struct Parameters {
  n0: i32,
  n1: i32,
  n2: i32,
  parts: i32,
  zero: u32,
  len_b_n: i32,
  len_b_result: i32,
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(0) @binding(1) var<storage, read> b_n: array<i32>;
@group(0) @binding(2) var<storage, read_write> b_result: array<i32>;
@group(0) @binding(3) var<storage, read_write> scratch: array<u32>;
fn load_b_n(i: i32) -> i32 {
  if (u32(i) >= u32(p.len_b_n)) { return 0i; }
  return b_n[u32(i)];
}
fn store_b_result(i: i32, x: i32) {
  if (u32(i) >= u32(p.len_b_result)) { return; }
  b_result[u32(i)] = x;
}
var<private> acc_total: i32;
var<private> total_acc_total: i32;
var<workgroup> group_acc_total: array<i32, 256>;
fn iteration(global0: i32) {
  let t1 = load_b_n(global0);
  acc_total = max(acc_total, t1);
}
fn finish_row() {
  store_b_result(0i, total_acc_total);
}
fn iterate(row: u32, first: u32, end: u32, step: u32) {
  acc_total = i32(-2147483648);
  for (var k = first; k < end; k += step) {
    let global0 = i32(k);
    iteration(global0);
  }
}
fn combine(local: u32) {
  group_acc_total[local] = acc_total;
  workgroupBarrier();
  for (var width = 128u; width > 0u; width = width >> 1u) {
    if (local < width) {
      group_acc_total[local] = max(group_acc_total[local], group_acc_total[local + width]);
    }
    workgroupBarrier();
  }
}
@compute @workgroup_size(64)
fn rows(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = (group.y * groups.x + group.x) * 64u + local;
  if (row >= 1u) { return; }
  let count = (u32(p.n0));
  iterate(row, 0u, count, 1u);
  total_acc_total = acc_total;
  if (count == 0u) {
    total_acc_total = i32(-2147483648);
  }
  finish_row();
}
@compute @workgroup_size(256)
fn whole(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = group.y * groups.x + group.x;
  if (row >= 1u) { return; }
  iterate(row, local, (u32(p.n0)), 256u);
  combine(local);
  if (local > 0u) { return; }
  total_acc_total = group_acc_total[0];
  finish_row();
}
@compute @workgroup_size(256)
fn parts(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
  let at = group.y * groups.x + group.x;
  let row = at / u32(p.parts);
  let part = at % u32(p.parts);
  if (row >= 1u) { return; }
  let count = (u32(p.n0));
  let each_part = (count + u32(p.parts) - 1u) / u32(p.parts);
  iterate(row, part * each_part + local, min(count, (part + 1u) * each_part), 256u);
  combine(local);
  if (local > 0u) { return; }
  scratch[(0u * 1u + row) * u32(p.parts) + part] = bitcast<u32>(group_acc_total[0]);
}
@compute @workgroup_size(256)
fn totals(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = group.y * groups.x + group.x;
  if (row >= 1u) { return; }
  acc_total = i32(-2147483648);
  for (var k = local; k < u32(p.parts); k += 256u) {
    let part_acc_total = bitcast<i32>(scratch[(0u * 1u + row) * u32(p.parts) + k]); acc_total = max(acc_total, part_acc_total);
  }
  combine(local);
  if (local > 0u) { return; }
  total_acc_total = group_acc_total[0];
  finish_row();
}
