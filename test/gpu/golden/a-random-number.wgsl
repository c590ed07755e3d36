struct Parameters {
  n0: i32,
  n1: i32,
  n2: i32,
  parts: i32,
  zero: u32,
  len_b_z: i32,
  s_seed0: u32,
  s_seed1: u32,
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(0) @binding(1) var<storage, read_write> b_z: array<f32>;
fn h_mul_hi_u32(a: u32, b: u32) -> u32 {
  let al = a & 0xffffu;
  let ah = a >> 16u;
  let bl = b & 0xffffu;
  let bh = b >> 16u;
  let low = al * bl;
  let m1 = ah * bl + (low >> 16u);
  let m2 = al * bh + (m1 & 0xffffu);
  return ah * bh + (m1 >> 16u) + (m2 >> 16u);
}
fn store_b_z(i: i32, x: f32) {
  if (u32(i) >= u32(p.len_b_z)) { return; }
  b_z[u32(i)] = x;
}
fn f_random_word(x0: u32, x1: u32, x2: u32, x3: u32) -> u32 {
  let t5 = x0 >> (2u & 31u);
  let t8 = h_mul_hi_u32(t5, 3528531795u);
  let t10 = t5 * 3528531795u;
  let t12 = h_mul_hi_u32(x1, 3449720151u);
  let t14 = x1 * 3449720151u;
  let t15 = t12 ^ 0u;
  let t16 = t15 ^ x2;
  let t17 = t8 ^ 0u;
  let t18 = t17 ^ x3;
  let t20 = x2 + 2654435769u;
  let t22 = x3 + 3144134277u;
  let t24 = h_mul_hi_u32(t16, 3528531795u);
  let t26 = t16 * 3528531795u;
  let t28 = h_mul_hi_u32(t18, 3449720151u);
  let t30 = t18 * 3449720151u;
  let t31 = t28 ^ t14;
  let t32 = t31 ^ t20;
  let t33 = t24 ^ t10;
  let t34 = t33 ^ t22;
  let t36 = t20 + 2654435769u;
  let t38 = t22 + 3144134277u;
  let t40 = h_mul_hi_u32(t32, 3528531795u);
  let t42 = t32 * 3528531795u;
  let t44 = h_mul_hi_u32(t34, 3449720151u);
  let t46 = t34 * 3449720151u;
  let t47 = t44 ^ t30;
  let t48 = t47 ^ t36;
  let t49 = t40 ^ t26;
  let t50 = t49 ^ t38;
  let t52 = t36 + 2654435769u;
  let t54 = t38 + 3144134277u;
  let t56 = h_mul_hi_u32(t48, 3528531795u);
  let t58 = t48 * 3528531795u;
  let t60 = h_mul_hi_u32(t50, 3449720151u);
  let t62 = t50 * 3449720151u;
  let t63 = t60 ^ t46;
  let t64 = t63 ^ t52;
  let t65 = t56 ^ t42;
  let t66 = t65 ^ t54;
  let t68 = t52 + 2654435769u;
  let t70 = t54 + 3144134277u;
  let t72 = h_mul_hi_u32(t64, 3528531795u);
  let t74 = t64 * 3528531795u;
  let t76 = h_mul_hi_u32(t66, 3449720151u);
  let t78 = t66 * 3449720151u;
  let t79 = t76 ^ t62;
  let t80 = t79 ^ t68;
  let t81 = t72 ^ t58;
  let t82 = t81 ^ t70;
  let t84 = t68 + 2654435769u;
  let t86 = t70 + 3144134277u;
  let t88 = h_mul_hi_u32(t80, 3528531795u);
  let t90 = t80 * 3528531795u;
  let t92 = h_mul_hi_u32(t82, 3449720151u);
  let t94 = t82 * 3449720151u;
  let t95 = t92 ^ t78;
  let t96 = t95 ^ t84;
  let t97 = t88 ^ t74;
  let t98 = t97 ^ t86;
  let t100 = t84 + 2654435769u;
  let t102 = t86 + 3144134277u;
  let t104 = h_mul_hi_u32(t96, 3528531795u);
  let t106 = t96 * 3528531795u;
  let t108 = h_mul_hi_u32(t98, 3449720151u);
  let t110 = t98 * 3449720151u;
  let t111 = t108 ^ t94;
  let t112 = t111 ^ t100;
  let t113 = t104 ^ t90;
  let t114 = t113 ^ t102;
  let t116 = t100 + 2654435769u;
  let t118 = t102 + 3144134277u;
  let t120 = h_mul_hi_u32(t112, 3528531795u);
  let t122 = t112 * 3528531795u;
  let t124 = h_mul_hi_u32(t114, 3449720151u);
  let t126 = t114 * 3449720151u;
  let t127 = t124 ^ t110;
  let t128 = t127 ^ t116;
  let t129 = t120 ^ t106;
  let t130 = t129 ^ t118;
  let t132 = t116 + 2654435769u;
  let t134 = t118 + 3144134277u;
  let t136 = h_mul_hi_u32(t128, 3528531795u);
  let t138 = t128 * 3528531795u;
  let t140 = h_mul_hi_u32(t130, 3449720151u);
  let t142 = t130 * 3449720151u;
  let t143 = t140 ^ t126;
  let t144 = t143 ^ t132;
  let t145 = t136 ^ t122;
  let t146 = t145 ^ t134;
  let t148 = t132 + 2654435769u;
  let t150 = t134 + 3144134277u;
  let t152 = h_mul_hi_u32(t144, 3528531795u);
  let t154 = t144 * 3528531795u;
  let t156 = h_mul_hi_u32(t146, 3449720151u);
  let t158 = t146 * 3449720151u;
  let t159 = t156 ^ t142;
  let t160 = t159 ^ t148;
  let t161 = t152 ^ t138;
  let t162 = t161 ^ t150;
  let t164 = t148 + 2654435769u;
  let t166 = t150 + 3144134277u;
  let t168 = x0 & 3u;
  let t170 = t168 < 2u;
  let t172 = t168 == 0u;
  let t173 = select(t158, t160, t172);
  let t175 = t168 == 2u;
  let t176 = select(t154, t162, t175);
  let t177 = select(t176, t173, t170);
  return t177;
}
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
  let flat = (group.y * groups.x + group.x) * 64u + local;
  if (flat >= u32(p.n0)) { return; }
  let global0 = i32(flat);
  let t7 = bitcast<u32>(global0);
  let t11 = f_random_word(0u, t7, p.s_seed0, p.s_seed1);
  let t13 = t11 >> (8u & 31u);
  let t14 = f32(t13);
  let t16 = t14 * 5.960464477539063e-8f;
  store_b_z(global0, t16);
}
