;; kernel body rank 1 {
;;   buffer halves: u8 write
;;   buffer bytes: u8 read
;;   body {
;;     %0: i32 = index.global 0
;;     %1: i32 = load bytes[%0]
;;     %2: i32 = 1
;;     %3: i32 = shl %1, %2
;;     %4: i32 = 50
;;     %5: i32 = sub %3, %4
;;     %6: i32 = 0
;;     %7: i32 = 255
;;     %8: i32 = max %5, %6
;;     %9: i32 = min %8, %7
;;     store halves[%0] = %9
;;   }
;; }
;;
;; lanes: 8
(module
  (import "memory" "0" (memory 1 65536 shared))
  (func (;0;) (export "run") (param i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 i32 i64 i64 i32 i32 i64 i64 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 i32 v128 v128 v128 v128 v128 v128 v128 v128 i32)
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
    local.get 0
    i32.load offset=40
    local.set 10
    local.get 0
    i32.load offset=44
    local.set 11
    i32.const 50
    i32x4.splat
    local.set 19
    i32.const 0
    i32x4.splat
    local.set 20
    i32.const 255
    i32x4.splat
    local.set 21
    local.get 1
    local.get 4
    i32.div_u
    local.set 15
    local.get 1
    local.get 4
    i32.rem_u
    local.set 16
    local.get 2
    local.get 1
    i32.sub
    local.set 17
    loop
      local.get 16
      local.get 17
      i32.add
      local.get 4
      local.get 16
      local.get 17
      i32.add
      local.get 4
      i32.lt_u
      select
      local.set 22
      local.get 16
      local.set 12
      local.get 16
      i64.extend_i32_u
      local.set 23
      local.get 22
      i64.extend_i32_u
      local.set 24
      i32.const 0
      i64.extend_i32_s
      local.set 27
      i64.const 0
      local.get 27
      i64.sub
      local.tee 28
      local.get 23
      local.get 28
      local.get 23
      i64.gt_s
      select
      local.set 23
      local.get 11
      i64.extend_i32_u
      local.get 27
      i64.sub
      local.tee 28
      local.get 24
      local.get 28
      local.get 24
      i64.lt_s
      select
      local.set 24
      i32.const 0
      i64.extend_i32_s
      local.set 27
      i64.const 0
      local.get 27
      i64.sub
      local.tee 28
      local.get 23
      local.get 28
      local.get 23
      i64.gt_s
      select
      local.set 23
      local.get 9
      i64.extend_i32_u
      local.get 27
      i64.sub
      local.tee 28
      local.get 24
      local.get 28
      local.get 24
      i64.lt_s
      select
      local.set 24
      local.get 23
      local.get 22
      i64.extend_i32_u
      local.get 23
      local.get 22
      i64.extend_i32_u
      i64.lt_s
      select
      i32.wrap_i64
      local.set 25
      local.get 24
      i64.const 0
      local.get 24
      i64.const 0
      i64.gt_s
      select
      i32.wrap_i64
      local.set 26
      local.get 25
      local.set 29
      block
        loop
          block
            loop
              local.get 12
              local.get 29
              i32.ge_u
              br_if 1
              block
                local.get 12
                local.set 30
                local.get 30
                local.get 11
                i32.lt_u
                local.set 31
                local.get 30
                i32.const 0
                local.get 31
                select
                local.get 10
                i32.add
                i32.load8_u
                i32.const 0
                local.get 31
                select
                local.set 32
                local.get 32
                i32.const 1
                i32.shl
                local.set 33
                local.get 33
                i32.const 50
                i32.sub
                local.set 34
                local.get 34
                i32.const 0
                local.get 34
                i32.const 0
                i32.gt_s
                select
                local.set 35
                local.get 35
                i32.const 255
                local.get 35
                i32.const 255
                i32.lt_s
                select
                local.set 36
                local.get 12
                local.set 37
                local.get 37
                local.get 9
                i32.lt_u
                if
                  local.get 37
                  local.get 8
                  i32.add
                  local.get 36
                  i32.store8
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
          local.get 22
          i32.ge_u
          br_if 1
          block
            loop
              local.get 12
              i32.const 8
              i32.add
              local.get 26
              i32.gt_u
              br_if 1
              block
                local.get 12
                local.get 10
                i32.add
                local.set 41
                local.get 41
                v128.load32_zero
                i16x8.extend_low_i8x16_u
                i32x4.extend_low_i16x8_u
                local.set 39
                local.get 41
                v128.load32_zero offset=4
                i16x8.extend_low_i8x16_u
                i32x4.extend_low_i16x8_u
                local.set 40
                local.get 39
                i32.const 1
                i32x4.shl
                local.set 42
                local.get 40
                i32.const 1
                i32x4.shl
                local.set 43
                local.get 42
                local.get 19
                i32x4.sub
                local.set 44
                local.get 43
                local.get 19
                i32x4.sub
                local.set 45
                local.get 44
                local.get 20
                i32x4.max_s
                local.set 46
                local.get 45
                local.get 20
                i32x4.max_s
                local.set 47
                local.get 46
                local.get 21
                i32x4.min_s
                local.set 48
                local.get 47
                local.get 21
                i32x4.min_s
                local.set 49
                local.get 12
                local.get 8
                i32.add
                local.set 50
                local.get 50
                local.get 48
                local.get 48
                i8x16.shuffle 0 4 8 12 0 0 0 0 0 0 0 0 0 0 0 0
                v128.store32_lane 0
                local.get 50
                local.get 49
                local.get 49
                i8x16.shuffle 0 4 8 12 0 0 0 0 0 0 0 0 0 0 0 0
                v128.store32_lane offset=4 0
              end
              local.get 38
              local.set 39
              local.get 38
              local.set 40
              local.get 38
              local.set 42
              local.get 38
              local.set 43
              local.get 38
              local.set 44
              local.get 38
              local.set 45
              local.get 38
              local.set 46
              local.get 38
              local.set 47
              local.get 38
              local.set 48
              local.get 38
              local.set 49
              local.get 12
              i32.const 8
              i32.add
              local.set 12
              br 0
            end
          end
          local.get 22
          local.set 29
          br 0
        end
      end
      local.get 17
      local.get 22
      local.get 16
      i32.sub
      i32.sub
      local.set 17
      local.get 18
      local.get 22
      i32.add
      local.set 18
      local.get 15
      i32.const 1
      i32.add
      local.set 15
      i32.const 0
      local.set 16
      local.get 17
      br_if 0
    end
  )
)
