;; kernel body rank 1 {
;;   buffer y: f32 readwrite
;;   buffer x: f32 read
;;   body {
;;     %0: i32 = index.global 0
;;     %1: f32 = 0.5
;;     %2: f32 = load x[%0]
;;     %3: f32 = mul %1, %2
;;     %4: f32 = load y[%0]
;;     %5: f32 = add %3, %4
;;     store y[%0] = %5
;;   }
;; }
;;
;; lanes: 8
(module
  (import "memory" "0" (memory 1 65536 shared))
  (func (;0;) (export "run") (param i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 i32 i64 i64 i32 i32 i64 i64 i32 i32 i32 f32 f32 i32 i32 f32 f32 i32 v128 v128 v128 i32 v128 v128 v128 v128 i32 v128 v128 i32)
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
    f32.const 0.5
    f32x4.splat
    local.set 19
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
      local.set 20
      local.get 16
      local.set 12
      local.get 16
      i64.extend_i32_u
      local.set 21
      local.get 20
      i64.extend_i32_u
      local.set 22
      i32.const 0
      i64.extend_i32_s
      local.set 25
      i64.const 0
      local.get 25
      i64.sub
      local.tee 26
      local.get 21
      local.get 26
      local.get 21
      i64.gt_s
      select
      local.set 21
      local.get 11
      i64.extend_i32_u
      local.get 25
      i64.sub
      local.tee 26
      local.get 22
      local.get 26
      local.get 22
      i64.lt_s
      select
      local.set 22
      i32.const 0
      i64.extend_i32_s
      local.set 25
      i64.const 0
      local.get 25
      i64.sub
      local.tee 26
      local.get 21
      local.get 26
      local.get 21
      i64.gt_s
      select
      local.set 21
      local.get 9
      i64.extend_i32_u
      local.get 25
      i64.sub
      local.tee 26
      local.get 22
      local.get 26
      local.get 22
      i64.lt_s
      select
      local.set 22
      local.get 21
      local.get 20
      i64.extend_i32_u
      local.get 21
      local.get 20
      i64.extend_i32_u
      i64.lt_s
      select
      i32.wrap_i64
      local.set 23
      local.get 22
      i64.const 0
      local.get 22
      i64.const 0
      i64.gt_s
      select
      i32.wrap_i64
      local.set 24
      local.get 23
      local.set 27
      block
        loop
          block
            loop
              local.get 12
              local.get 27
              i32.ge_u
              br_if 1
              block
                local.get 12
                local.set 28
                local.get 28
                local.get 11
                i32.lt_u
                local.set 29
                local.get 28
                i32.const 0
                local.get 29
                select
                i32.const 2
                i32.shl
                local.get 10
                i32.add
                f32.load
                f32.const 0
                local.get 29
                select
                local.set 30
                f32.const 0.5
                local.get 30
                f32.mul
                local.set 31
                local.get 12
                local.set 32
                local.get 32
                local.get 9
                i32.lt_u
                local.set 33
                local.get 32
                i32.const 0
                local.get 33
                select
                i32.const 2
                i32.shl
                local.get 8
                i32.add
                f32.load
                f32.const 0
                local.get 33
                select
                local.set 34
                local.get 31
                local.get 34
                f32.add
                local.set 35
                local.get 12
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
          local.get 20
          i32.ge_u
          br_if 1
          block
            loop
              local.get 12
              i32.const 8
              i32.add
              local.get 24
              i32.gt_u
              br_if 1
              block
                local.get 12
                i32.const 2
                i32.shl
                local.get 10
                i32.add
                local.set 40
                local.get 40
                v128.load
                local.set 38
                local.get 40
                v128.load offset=16
                local.set 39
                local.get 19
                local.get 38
                f32x4.mul
                local.set 41
                local.get 19
                local.get 39
                f32x4.mul
                local.set 42
                local.get 12
                i32.const 2
                i32.shl
                local.get 8
                i32.add
                local.set 45
                local.get 45
                v128.load
                local.set 43
                local.get 45
                v128.load offset=16
                local.set 44
                local.get 41
                local.get 43
                f32x4.add
                local.set 46
                local.get 42
                local.get 44
                f32x4.add
                local.set 47
                local.get 12
                i32.const 2
                i32.shl
                local.get 8
                i32.add
                local.set 48
                local.get 48
                local.get 46
                v128.store
                local.get 48
                local.get 47
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
              local.get 37
              local.set 46
              local.get 37
              local.set 47
              local.get 12
              i32.const 8
              i32.add
              local.set 12
              br 0
            end
          end
          local.get 20
          local.set 27
          br 0
        end
      end
      local.get 17
      local.get 20
      local.get 16
      i32.sub
      i32.sub
      local.set 17
      local.get 18
      local.get 20
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
