;; kernel body rank 1 {
;;   buffer counts: u32 readwrite
;;   buffer n: i32 read
;;   body {
;;     %0: i32 = index.global 0
;;     %1: i32 = load n[%0]
;;     %2: i32 = 15
;;     %3: i32 = and %1, %2
;;     %4: u32 = load counts[%3]
;;     %5: u32 = 1
;;     %6: u32 = add %4, %5
;;     store counts[%3] = %6
;;   }
;; }
;;
;; lanes: 8
(module
  (import "memory" "0" (memory 1 65536 shared))
  (func (;0;) (export "run") (param i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 i32 i64 i64 i32 i32 i64 i64 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 i32 i32 i32 i32 i32 i32 i32 i32)
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
    i32.const 15
    i32x4.splat
    local.set 19
    i32.const 1
    i32x4.splat
    local.set 20
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
      local.set 21
      local.get 16
      local.set 12
      local.get 16
      i64.extend_i32_u
      local.set 22
      local.get 21
      i64.extend_i32_u
      local.set 23
      i32.const 0
      i64.extend_i32_s
      local.set 26
      i64.const 0
      local.get 26
      i64.sub
      local.tee 27
      local.get 22
      local.get 27
      local.get 22
      i64.gt_s
      select
      local.set 22
      local.get 11
      i64.extend_i32_u
      local.get 26
      i64.sub
      local.tee 27
      local.get 23
      local.get 27
      local.get 23
      i64.lt_s
      select
      local.set 23
      local.get 22
      local.get 21
      i64.extend_i32_u
      local.get 22
      local.get 21
      i64.extend_i32_u
      i64.lt_s
      select
      i32.wrap_i64
      local.set 24
      local.get 23
      i64.const 0
      local.get 23
      i64.const 0
      i64.gt_s
      select
      i32.wrap_i64
      local.set 25
      local.get 24
      local.set 28
      block
        loop
          block
            loop
              local.get 12
              local.get 28
              i32.ge_u
              br_if 1
              block
                local.get 12
                local.set 29
                local.get 29
                local.get 11
                i32.lt_u
                local.set 30
                local.get 29
                i32.const 0
                local.get 30
                select
                i32.const 2
                i32.shl
                local.get 10
                i32.add
                i32.load
                i32.const 0
                local.get 30
                select
                local.set 31
                local.get 31
                i32.const 15
                i32.and
                local.set 32
                local.get 32
                local.set 33
                local.get 33
                local.get 9
                i32.lt_u
                local.set 34
                local.get 33
                i32.const 0
                local.get 34
                select
                i32.const 2
                i32.shl
                local.get 8
                i32.add
                i32.load
                i32.const 0
                local.get 34
                select
                local.set 35
                local.get 35
                i32.const 1
                i32.add
                local.set 36
                local.get 32
                local.set 37
                local.get 37
                local.get 9
                i32.lt_u
                if
                  local.get 37
                  i32.const 2
                  i32.shl
                  local.get 8
                  i32.add
                  local.get 36
                  i32.store
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
          local.get 21
          i32.ge_u
          br_if 1
          block
            loop
              local.get 12
              i32.const 8
              i32.add
              local.get 25
              i32.gt_u
              br_if 1
              block
                local.get 12
                i32.const 2
                i32.shl
                local.get 10
                i32.add
                local.set 41
                local.get 41
                v128.load
                local.set 39
                local.get 41
                v128.load offset=16
                local.set 40
                local.get 39
                local.get 19
                v128.and
                local.set 42
                local.get 40
                local.get 19
                v128.and
                local.set 43
                local.get 42
                local.get 9
                i32x4.splat
                i32x4.lt_u
                local.set 46
                local.get 43
                local.get 9
                i32x4.splat
                i32x4.lt_u
                local.set 47
                local.get 42
                local.get 46
                v128.and
                local.set 48
                local.get 43
                local.get 47
                v128.and
                local.set 49
                local.get 48
                i32x4.extract_lane 0
                i32.const 2
                i32.shl
                local.get 8
                i32.add
                v128.load32_zero
                local.set 44
                local.get 48
                i32x4.extract_lane 1
                i32.const 2
                i32.shl
                local.get 8
                i32.add
                local.get 44
                v128.load32_lane 1
                local.set 44
                local.get 48
                i32x4.extract_lane 2
                i32.const 2
                i32.shl
                local.get 8
                i32.add
                local.get 44
                v128.load32_lane 2
                local.set 44
                local.get 48
                i32x4.extract_lane 3
                i32.const 2
                i32.shl
                local.get 8
                i32.add
                local.get 44
                v128.load32_lane 3
                local.set 44
                local.get 49
                i32x4.extract_lane 0
                i32.const 2
                i32.shl
                local.get 8
                i32.add
                v128.load32_zero
                local.set 45
                local.get 49
                i32x4.extract_lane 1
                i32.const 2
                i32.shl
                local.get 8
                i32.add
                local.get 45
                v128.load32_lane 1
                local.set 45
                local.get 49
                i32x4.extract_lane 2
                i32.const 2
                i32.shl
                local.get 8
                i32.add
                local.get 45
                v128.load32_lane 2
                local.set 45
                local.get 49
                i32x4.extract_lane 3
                i32.const 2
                i32.shl
                local.get 8
                i32.add
                local.get 45
                v128.load32_lane 3
                local.set 45
                local.get 44
                local.get 46
                v128.and
                local.set 44
                local.get 45
                local.get 47
                v128.and
                local.set 45
                local.get 44
                local.get 20
                i32x4.add
                local.set 50
                local.get 45
                local.get 20
                i32x4.add
                local.set 51
                local.get 42
                i32x4.extract_lane 0
                local.set 52
                local.get 52
                local.get 9
                i32.lt_u
                if
                  local.get 52
                  i32.const 2
                  i32.shl
                  local.get 8
                  i32.add
                  local.get 50
                  i32x4.extract_lane 0
                  i32.store
                end
                local.get 42
                i32x4.extract_lane 1
                local.set 53
                local.get 53
                local.get 9
                i32.lt_u
                if
                  local.get 53
                  i32.const 2
                  i32.shl
                  local.get 8
                  i32.add
                  local.get 50
                  i32x4.extract_lane 1
                  i32.store
                end
                local.get 42
                i32x4.extract_lane 2
                local.set 54
                local.get 54
                local.get 9
                i32.lt_u
                if
                  local.get 54
                  i32.const 2
                  i32.shl
                  local.get 8
                  i32.add
                  local.get 50
                  i32x4.extract_lane 2
                  i32.store
                end
                local.get 42
                i32x4.extract_lane 3
                local.set 55
                local.get 55
                local.get 9
                i32.lt_u
                if
                  local.get 55
                  i32.const 2
                  i32.shl
                  local.get 8
                  i32.add
                  local.get 50
                  i32x4.extract_lane 3
                  i32.store
                end
                local.get 43
                i32x4.extract_lane 0
                local.set 56
                local.get 56
                local.get 9
                i32.lt_u
                if
                  local.get 56
                  i32.const 2
                  i32.shl
                  local.get 8
                  i32.add
                  local.get 51
                  i32x4.extract_lane 0
                  i32.store
                end
                local.get 43
                i32x4.extract_lane 1
                local.set 57
                local.get 57
                local.get 9
                i32.lt_u
                if
                  local.get 57
                  i32.const 2
                  i32.shl
                  local.get 8
                  i32.add
                  local.get 51
                  i32x4.extract_lane 1
                  i32.store
                end
                local.get 43
                i32x4.extract_lane 2
                local.set 58
                local.get 58
                local.get 9
                i32.lt_u
                if
                  local.get 58
                  i32.const 2
                  i32.shl
                  local.get 8
                  i32.add
                  local.get 51
                  i32x4.extract_lane 2
                  i32.store
                end
                local.get 43
                i32x4.extract_lane 3
                local.set 59
                local.get 59
                local.get 9
                i32.lt_u
                if
                  local.get 59
                  i32.const 2
                  i32.shl
                  local.get 8
                  i32.add
                  local.get 51
                  i32x4.extract_lane 3
                  i32.store
                end
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
              local.get 38
              local.set 50
              local.get 38
              local.set 51
              local.get 12
              i32.const 8
              i32.add
              local.set 12
              br 0
            end
          end
          local.get 21
          local.set 28
          br 0
        end
      end
      local.get 17
      local.get 21
      local.get 16
      i32.sub
      i32.sub
      local.set 17
      local.get 18
      local.get 21
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
