;; kernel body rank 1 reduced 1 {
;;   buffer x: f32 read
;;   buffer result: f32 write
;;   accumulator total: f32 add lanes 16
;;   body {
;;     %0: i32 = index.global 0
;;     %1: f32 = load x[%0]
;;     %2: f32 = load x[%0]
;;     %3: f32 = mul %1, %2
;;     accumulate total, %3
;;   } finish {
;;     %4: f32 = total total
;;     %5: i32 = 0
;;     store result[%5] = %4
;;   }
;; }
;;
;; lanes: 16
(module
  (import "memory" "0" (memory 1 65536 shared))
  (func (;0;) (export "run") (param i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i64 i32 i32 i64 i64 i32 i32 i32 f32 i32 i32 f32 f32 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 i32 v128 v128 v128 v128 i32 v128 v128 v128 v128 v128 v128 v128 v128 i32)
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
    local.get 0
    i32.load offset=20
    local.set 19
    loop
      i32.const 1
      local.get 4
      i32.mul
      local.set 21
      local.get 1
      local.get 19
      i32.rem_u
      i32.const 4096
      i32.mul
      local.set 20
      local.get 1
      local.get 19
      i32.div_u
      local.get 21
      local.get 4
      i32.div_u
      i32.mul
      local.get 20
      local.get 4
      i32.div_u
      i32.add
      local.set 15
      local.get 20
      local.get 4
      i32.rem_u
      local.set 16
      local.get 21
      local.get 20
      i32.sub
      local.tee 17
      i32.const 4096
      local.get 17
      i32.const 4096
      i32.lt_u
      select
      local.set 17
      i32.const 0
      local.get 16
      i32.sub
      local.set 18
      i32.const 0
      local.set 22
      loop
        local.get 22
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        f32.const -0
        f32.store
        local.get 22
        i32.const 1
        i32.add
        local.tee 22
        i32.const 16
        i32.lt_u
        br_if 0
      end
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
        local.set 23
        local.get 16
        local.set 12
        local.get 16
        i64.extend_i32_u
        local.set 24
        local.get 23
        i64.extend_i32_u
        local.set 25
        i32.const 0
        i64.extend_i32_s
        local.set 28
        i64.const 0
        local.get 28
        i64.sub
        local.tee 29
        local.get 24
        local.get 29
        local.get 24
        i64.gt_s
        select
        local.set 24
        local.get 9
        i64.extend_i32_u
        local.get 28
        i64.sub
        local.tee 29
        local.get 25
        local.get 29
        local.get 25
        i64.lt_s
        select
        local.set 25
        local.get 24
        local.get 23
        i64.extend_i32_u
        local.get 24
        local.get 23
        i64.extend_i32_u
        i64.lt_s
        select
        i32.wrap_i64
        local.set 26
        local.get 25
        i64.const 0
        local.get 25
        i64.const 0
        i64.gt_s
        select
        i32.wrap_i64
        local.set 27
        i32.const 0
        local.get 26
        local.get 18
        i32.add
        i32.sub
        i32.const 15
        i32.and
        local.get 26
        i32.add
        local.tee 26
        local.get 23
        local.get 26
        local.get 23
        i32.lt_u
        select
        local.set 26
        local.get 26
        local.set 30
        block
          loop
            block
              loop
                local.get 12
                local.get 30
                i32.ge_u
                br_if 1
                block
                  local.get 12
                  local.set 31
                  local.get 31
                  local.get 9
                  i32.lt_u
                  local.set 32
                  local.get 31
                  i32.const 0
                  local.get 32
                  select
                  i32.const 2
                  i32.shl
                  local.get 8
                  i32.add
                  f32.load
                  f32.const 0
                  local.get 32
                  select
                  local.set 33
                  local.get 12
                  local.set 34
                  local.get 34
                  local.get 9
                  i32.lt_u
                  local.set 35
                  local.get 34
                  i32.const 0
                  local.get 35
                  select
                  i32.const 2
                  i32.shl
                  local.get 8
                  i32.add
                  f32.load
                  f32.const 0
                  local.get 35
                  select
                  local.set 36
                  local.get 33
                  local.get 36
                  f32.mul
                  local.set 37
                  local.get 12
                  local.get 18
                  i32.add
                  i32.const 15
                  i32.and
                  i32.const 4
                  i32.mul
                  local.get 3
                  i32.add
                  local.set 38
                  local.get 38
                  local.get 38
                  f32.load
                  local.get 37
                  f32.add
                  f32.store
                end
                local.get 12
                i32.const 1
                i32.add
                local.set 12
                br 0
              end
            end
            local.get 12
            local.get 23
            i32.ge_u
            br_if 1
            local.get 3
            v128.load
            local.set 40
            local.get 3
            v128.load offset=16
            local.set 41
            local.get 3
            v128.load offset=32
            local.set 42
            local.get 3
            v128.load offset=48
            local.set 43
            block
              loop
                local.get 12
                i32.const 16
                i32.add
                local.get 27
                i32.gt_u
                br_if 1
                block
                  local.get 12
                  i32.const 2
                  i32.shl
                  local.get 8
                  i32.add
                  local.set 48
                  local.get 48
                  v128.load
                  local.set 44
                  local.get 48
                  v128.load offset=16
                  local.set 45
                  local.get 48
                  v128.load offset=32
                  local.set 46
                  local.get 48
                  v128.load offset=48
                  local.set 47
                  local.get 12
                  i32.const 2
                  i32.shl
                  local.get 8
                  i32.add
                  local.set 53
                  local.get 53
                  v128.load
                  local.set 49
                  local.get 53
                  v128.load offset=16
                  local.set 50
                  local.get 53
                  v128.load offset=32
                  local.set 51
                  local.get 53
                  v128.load offset=48
                  local.set 52
                  local.get 44
                  local.get 49
                  f32x4.mul
                  local.set 54
                  local.get 45
                  local.get 50
                  f32x4.mul
                  local.set 55
                  local.get 46
                  local.get 51
                  f32x4.mul
                  local.set 56
                  local.get 47
                  local.get 52
                  f32x4.mul
                  local.set 57
                  local.get 40
                  local.get 54
                  f32x4.add
                  local.set 58
                  local.get 41
                  local.get 55
                  f32x4.add
                  local.set 59
                  local.get 42
                  local.get 56
                  f32x4.add
                  local.set 60
                  local.get 43
                  local.get 57
                  f32x4.add
                  local.set 61
                  local.get 58
                  local.set 40
                  local.get 59
                  local.set 41
                  local.get 60
                  local.set 42
                  local.get 61
                  local.set 43
                end
                local.get 39
                local.set 44
                local.get 39
                local.set 45
                local.get 39
                local.set 46
                local.get 39
                local.set 47
                local.get 39
                local.set 49
                local.get 39
                local.set 50
                local.get 39
                local.set 51
                local.get 39
                local.set 52
                local.get 39
                local.set 54
                local.get 39
                local.set 55
                local.get 39
                local.set 56
                local.get 39
                local.set 57
                local.get 39
                local.set 58
                local.get 39
                local.set 59
                local.get 39
                local.set 60
                local.get 39
                local.set 61
                local.get 12
                i32.const 16
                i32.add
                local.set 12
                br 0
              end
            end
            local.get 3
            local.get 40
            v128.store
            local.get 3
            local.get 41
            v128.store offset=16
            local.get 3
            local.get 42
            v128.store offset=32
            local.get 3
            local.get 43
            v128.store offset=48
            local.get 23
            local.set 30
            br 0
          end
        end
        local.get 17
        local.get 23
        local.get 16
        i32.sub
        i32.sub
        local.set 17
        local.get 18
        local.get 23
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
      i32.const 0
      local.set 62
      loop
        local.get 62
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        local.get 62
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        f32.load
        local.get 62
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        f32.load offset=32
        f32.add
        f32.store
        local.get 62
        i32.const 1
        i32.add
        local.tee 62
        i32.const 8
        i32.lt_u
        br_if 0
      end
      i32.const 0
      local.set 62
      loop
        local.get 62
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        local.get 62
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        f32.load
        local.get 62
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        f32.load offset=16
        f32.add
        f32.store
        local.get 62
        i32.const 1
        i32.add
        local.tee 62
        i32.const 4
        i32.lt_u
        br_if 0
      end
      i32.const 0
      local.set 62
      loop
        local.get 62
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        local.get 62
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        f32.load
        local.get 62
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        f32.load offset=8
        f32.add
        f32.store
        local.get 62
        i32.const 1
        i32.add
        local.tee 62
        i32.const 2
        i32.lt_u
        br_if 0
      end
      i32.const 0
      local.set 62
      loop
        local.get 62
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        local.get 62
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        f32.load
        local.get 62
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        f32.load offset=4
        f32.add
        f32.store
        local.get 62
        i32.const 1
        i32.add
        local.tee 62
        i32.const 1
        i32.lt_u
        br_if 0
      end
      local.get 1
      i32.const 8
      i32.mul
      local.get 0
      i32.load offset=16
      i32.add
      local.get 3
      f32.load
      f32.store
      local.get 1
      i32.const 1
      i32.add
      local.tee 1
      local.get 2
      i32.lt_u
      br_if 0
    end
  )
  (func (;1;) (export "finish") (param i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 f32 i32 i32 i32)
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
    local.get 0
    i32.load offset=20
    local.set 12
    loop
      local.get 1
      local.set 13
      local.get 1
      local.get 12
      i32.mul
      i32.const 8
      i32.mul
      local.get 0
      i32.load offset=16
      i32.add
      local.set 16
      local.get 12
      if
        local.get 12
        local.set 18
        block
          loop
            local.get 18
            i32.const 1
            i32.le_u
            br_if 1
            i32.const 0
            local.set 19
            loop
              local.get 19
              i32.const 8
              i32.mul
              local.get 16
              i32.add
              local.get 19
              i32.const 16
              i32.mul
              local.get 16
              i32.add
              f32.load
              local.get 19
              i32.const 16
              i32.mul
              local.get 16
              i32.add
              f32.load offset=8
              f32.add
              f32.store
              local.get 19
              i32.const 1
              i32.add
              local.tee 19
              local.get 18
              i32.const 1
              i32.shr_u
              i32.lt_u
              br_if 0
            end
            local.get 18
            i32.const 1
            i32.and
            if
              local.get 19
              i32.const 8
              i32.mul
              local.get 16
              i32.add
              local.get 19
              i32.const 16
              i32.mul
              local.get 16
              i32.add
              f32.load
              f32.store
            end
            local.get 18
            i32.const 1
            i32.add
            i32.const 1
            i32.shr_u
            local.set 18
            br 0
          end
        end
        local.get 16
        f32.load
        local.set 17
      else
        f32.const 0
        local.set 17
      end
      block
        i32.const 0
        local.set 20
        local.get 20
        local.get 11
        i32.lt_u
        if
          local.get 20
          i32.const 2
          i32.shl
          local.get 10
          i32.add
          local.get 17
          f32.store
        end
      end
      local.get 1
      i32.const 1
      i32.add
      local.tee 1
      local.get 2
      i32.lt_u
      br_if 0
    end
  )
)
