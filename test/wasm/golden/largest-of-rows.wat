;; kernel body rank 1 reduced 1 {
;;   buffer n: i32 read
;;   buffer result: i32 write
;;   accumulator total: i32 max lanes 16
;;   body {
;;     %0: i32 = index.global 0
;;     %1: i32 = load n[%0]
;;     accumulate total, %1
;;   } finish {
;;     %2: i32 = total total
;;     %3: i32 = 0
;;     store result[%3] = %2
;;   }
;; }
;;
;; lanes: 16
(module
  (import "memory" "0" (memory 1 65536 shared))
  (func (;0;) (export "run") (param i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i64 i32 i32 i64 i64 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 i32 v128 v128 v128 v128 i32)
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
        i32.const -2147483648
        i32.store
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
                  i32.load
                  i32.const 0
                  local.get 32
                  select
                  local.set 33
                  local.get 12
                  local.get 18
                  i32.add
                  i32.const 15
                  i32.and
                  i32.const 4
                  i32.mul
                  local.get 3
                  i32.add
                  local.set 34
                  local.get 34
                  local.get 34
                  i32.load
                  local.get 33
                  local.get 34
                  i32.load
                  local.get 33
                  i32.gt_s
                  select
                  i32.store
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
            local.set 36
            local.get 3
            v128.load offset=16
            local.set 37
            local.get 3
            v128.load offset=32
            local.set 38
            local.get 3
            v128.load offset=48
            local.set 39
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
                  local.set 44
                  local.get 44
                  v128.load
                  local.set 40
                  local.get 44
                  v128.load offset=16
                  local.set 41
                  local.get 44
                  v128.load offset=32
                  local.set 42
                  local.get 44
                  v128.load offset=48
                  local.set 43
                  local.get 36
                  local.get 40
                  i32x4.max_s
                  local.set 45
                  local.get 37
                  local.get 41
                  i32x4.max_s
                  local.set 46
                  local.get 38
                  local.get 42
                  i32x4.max_s
                  local.set 47
                  local.get 39
                  local.get 43
                  i32x4.max_s
                  local.set 48
                  local.get 45
                  local.set 36
                  local.get 46
                  local.set 37
                  local.get 47
                  local.set 38
                  local.get 48
                  local.set 39
                end
                local.get 35
                local.set 40
                local.get 35
                local.set 41
                local.get 35
                local.set 42
                local.get 35
                local.set 43
                local.get 35
                local.set 45
                local.get 35
                local.set 46
                local.get 35
                local.set 47
                local.get 35
                local.set 48
                local.get 12
                i32.const 16
                i32.add
                local.set 12
                br 0
              end
            end
            local.get 3
            local.get 36
            v128.store
            local.get 3
            local.get 37
            v128.store offset=16
            local.get 3
            local.get 38
            v128.store offset=32
            local.get 3
            local.get 39
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
      local.set 49
      loop
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        i32.load
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        i32.load offset=32
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        i32.load
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        i32.load offset=32
        i32.gt_s
        select
        i32.store
        local.get 49
        i32.const 1
        i32.add
        local.tee 49
        i32.const 8
        i32.lt_u
        br_if 0
      end
      i32.const 0
      local.set 49
      loop
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        i32.load
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        i32.load offset=16
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        i32.load
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        i32.load offset=16
        i32.gt_s
        select
        i32.store
        local.get 49
        i32.const 1
        i32.add
        local.tee 49
        i32.const 4
        i32.lt_u
        br_if 0
      end
      i32.const 0
      local.set 49
      loop
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        i32.load
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        i32.load offset=8
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        i32.load
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        i32.load offset=8
        i32.gt_s
        select
        i32.store
        local.get 49
        i32.const 1
        i32.add
        local.tee 49
        i32.const 2
        i32.lt_u
        br_if 0
      end
      i32.const 0
      local.set 49
      loop
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        i32.load
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        i32.load offset=4
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        i32.load
        local.get 49
        i32.const 4
        i32.mul
        local.get 3
        i32.add
        i32.load offset=4
        i32.gt_s
        select
        i32.store
        local.get 49
        i32.const 1
        i32.add
        local.tee 49
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
      i32.load
      i32.store
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
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
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
              i32.load
              local.get 19
              i32.const 16
              i32.mul
              local.get 16
              i32.add
              i32.load offset=8
              local.get 19
              i32.const 16
              i32.mul
              local.get 16
              i32.add
              i32.load
              local.get 19
              i32.const 16
              i32.mul
              local.get 16
              i32.add
              i32.load offset=8
              i32.gt_s
              select
              i32.store
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
              i32.load
              i32.store
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
        i32.load
        local.set 17
      else
        i32.const -2147483648
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
          i32.store
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
