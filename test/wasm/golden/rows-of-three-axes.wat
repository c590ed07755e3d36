;; kernel body rank 3 {
;;   buffer z: f32 write
;;   body {
;;     %0: i32 = index.global 0
;;     %1: i32 = index.global 1
;;     %2: i32 = index.global 2
;;     %3: i32 = 5
;;     %4: i32 = mul %0, %3
;;     %5: i32 = add %4, %1
;;     %6: i32 = 10
;;     %7: i32 = mul %5, %6
;;     %8: i32 = add %7, %2
;;     %9: f32 = convert %0
;;     %10: f32 = convert %1
;;     %11: f32 = 0.5
;;     %12: f32 = mul %10, %11
;;     %13: f32 = add %9, %12
;;     %14: f32 = convert %2
;;     %15: f32 = sub %13, %14
;;     store z[%8] = %15
;;   }
;; }
;;
;; lanes: 8
(module
  (import "memory" "0" (memory 1 65536 shared))
  (func (;0;) (export "run") (param i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 f32 f32 f32 f32 v128 i64 i64 i32 i32 i64 i64 i32 i32 f32 f32 i32 v128 v128 v128 i32 v128 v128 v128 v128 i32)
    local.get 0
    i32.load
    local.set 4
    local.get 0
    i32.load offset=4
    local.set 5
    local.get 0
    i32.load offset=8
    local.set 6
    local.get 0
    i32.load offset=12
    local.set 7
    local.get 0
    i32.load offset=32
    local.set 8
    local.get 0
    i32.load offset=36
    local.set 9
    local.get 1
    local.get 6
    i32.div_u
    local.set 13
    local.get 1
    local.get 6
    i32.rem_u
    local.set 14
    local.get 2
    local.get 1
    i32.sub
    local.set 15
    loop
      local.get 13
      local.get 5
      i32.div_u
      local.set 10
      local.get 13
      local.get 5
      i32.rem_u
      local.set 11
      local.get 10
      i32.const 5
      i32.mul
      local.set 18
      local.get 18
      local.get 11
      i32.add
      local.set 19
      local.get 19
      i32.const 10
      i32.mul
      local.set 20
      local.get 10
      f32.convert_i32_s
      local.set 21
      local.get 11
      f32.convert_i32_s
      local.set 22
      local.get 22
      f32.const 0.5
      f32.mul
      local.set 23
      local.get 21
      local.get 23
      f32.add
      local.set 24
      local.get 24
      f32x4.splat
      local.set 25
      local.get 14
      local.get 15
      i32.add
      local.get 6
      local.get 14
      local.get 15
      i32.add
      local.get 6
      i32.lt_u
      select
      local.set 17
      local.get 14
      local.set 12
      local.get 14
      i64.extend_i32_u
      local.set 26
      local.get 17
      i64.extend_i32_u
      local.set 27
      local.get 20
      i32.const 0
      i32.add
      i64.extend_i32_s
      local.set 30
      i64.const 0
      local.get 30
      i64.sub
      local.tee 31
      local.get 26
      local.get 31
      local.get 26
      i64.gt_s
      select
      local.set 26
      local.get 9
      i64.extend_i32_u
      local.get 30
      i64.sub
      local.tee 31
      local.get 27
      local.get 31
      local.get 27
      i64.lt_s
      select
      local.set 27
      local.get 26
      local.get 17
      i64.extend_i32_u
      local.get 26
      local.get 17
      i64.extend_i32_u
      i64.lt_s
      select
      i32.wrap_i64
      local.set 28
      local.get 27
      i64.const 0
      local.get 27
      i64.const 0
      i64.gt_s
      select
      i32.wrap_i64
      local.set 29
      local.get 28
      local.set 32
      block
        loop
          block
            loop
              local.get 12
              local.get 32
              i32.ge_u
              br_if 1
              block
                local.get 20
                local.get 12
                i32.add
                local.set 33
                local.get 12
                f32.convert_i32_s
                local.set 34
                local.get 24
                local.get 34
                f32.sub
                local.set 35
                local.get 33
                local.set 36
                local.get 36
                local.get 9
                i32.lt_u
                if
                  local.get 36
                  i32.const 2
                  i32.shl
                  local.get 8
                  i32.add
                  local.get 35
                  f32.store
                end
              end
              local.get 12
              i32.const 1
              i32.add
              local.set 12
              br 0
            end
          end
          local.get 12
          local.get 17
          i32.ge_u
          br_if 1
          block
            loop
              local.get 12
              i32.const 8
              i32.add
              local.get 29
              i32.gt_u
              br_if 1
              block
                local.get 12
                i32x4.splat
                v128.const i32x4 0x00000000 0x00000001 0x00000002 0x00000003
                i32x4.add
                local.set 38
                local.get 12
                i32x4.splat
                v128.const i32x4 0x00000004 0x00000005 0x00000006 0x00000007
                i32x4.add
                local.set 39
                local.get 20
                local.get 12
                i32.add
                local.set 40
                local.get 38
                f32x4.convert_i32x4_s
                local.set 41
                local.get 39
                f32x4.convert_i32x4_s
                local.set 42
                local.get 25
                local.get 41
                f32x4.sub
                local.set 43
                local.get 25
                local.get 42
                f32x4.sub
                local.set 44
                local.get 40
                i32.const 2
                i32.shl
                local.get 8
                i32.add
                local.set 45
                local.get 45
                local.get 43
                v128.store
                local.get 45
                local.get 44
                v128.store offset=16
              end
              local.get 37
              local.set 38
              local.get 37
              local.set 39
              local.get 37
              local.set 41
              local.get 37
              local.set 42
              local.get 37
              local.set 43
              local.get 37
              local.set 44
              local.get 12
              i32.const 8
              i32.add
              local.set 12
              br 0
            end
          end
          local.get 17
          local.set 32
          br 0
        end
      end
      local.get 15
      local.get 17
      local.get 14
      i32.sub
      i32.sub
      local.set 15
      local.get 16
      local.get 17
      i32.add
      local.set 16
      local.get 13
      i32.const 1
      i32.add
      local.set 13
      i32.const 0
      local.set 14
      local.get 15
      br_if 0
    end
  )
)
