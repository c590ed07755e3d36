;; kernel body rank 1 {
;;   buffer x: f32 read
;;   buffer z: f32 write
;;   private window: f32[4]
;;   local k: i32
;;   local best: f32
;;   local k_1: i32
;;   body {
;;     %0: i32 = index.global 0
;;     %1: i32 = 0
;;     %2: f32 = 0
;;     fill window = %2
;;     set k = %1
;;     %3: i32 = 4
;;     %4: i32 = 1
;;     loop {
;;       %5: i32 = get k
;;       %6: bool = lt %5, %3
;;       %7: bool = not %6
;;       if %7 {
;;         break
;;       }
;;       %8: i32 = add %0, %5
;;       %9: f32 = load x[%8]
;;       store window[%5] = %9
;;     } continuing {
;;       %10: i32 = get k
;;       %11: i32 = add %10, %4
;;       set k = %11
;;     }
;;     %12: f32 = load window[%1]
;;     set best = %12
;;     set k_1 = %4
;;     loop {
;;       %13: i32 = get k_1
;;       %14: bool = lt %13, %3
;;       %15: bool = not %14
;;       if %15 {
;;         break
;;       }
;;       %16: f32 = get best
;;       %17: f32 = load window[%13]
;;       %18: f32 = max %16, %17
;;       set best = %18
;;     } continuing {
;;       %19: i32 = get k_1
;;       %20: i32 = add %19, %4
;;       set k_1 = %20
;;     }
;;     %21: f32 = get best
;;     store z[%0] = %21
;;   }
;; }
;;
;; lanes: 8
(module
  (import "memory" "0" (memory 1 65536 shared))
  (func (;0;) (export "run") (param i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 i32 i64 i64 i32 i32 i64 i64 i32 i32 i32 i32 i32 i32 i32 i32 i32 f32 i32 i32 i32 f32 f32 i32 i32 i32 i32 f32 i32 f32 f32 i32 i32 f32 i32 v128 i32 i32 i32 i32 i32 i32 i32 v128 v128 i32 v128 v128 v128 v128 v128 v128 i32 i32 i32 v128 v128 i32 v128 v128 i32 i32 i32 i32 v128 v128 v128 v128 i32 v128 v128 i32 i32 v128 v128 i32)
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
    f32.const 0
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
                i32.const 0
                local.set 28
                loop
                  local.get 28
                  i32.const 4
                  i32.mul
                  local.get 3
                  i32.add
                  f32.const 0
                  f32.store
                  local.get 28
                  i32.const 1
                  i32.add
                  local.tee 28
                  i32.const 4
                  i32.lt_u
                  br_if 0
                end
                i32.const 0
                local.set 29
                block
                  loop
                    block
                      local.get 29
                      local.set 30
                      local.get 30
                      i32.const 4
                      i32.lt_s
                      local.set 31
                      local.get 31
                      i32.eqz
                      local.set 32
                      local.get 32
                      if
                        br 3
                      end
                      local.get 12
                      local.get 30
                      i32.add
                      local.set 33
                      local.get 33
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
                      local.get 30
                      local.set 37
                      local.get 37
                      i32.const 4
                      i32.lt_u
                      if
                        local.get 37
                        i32.const 4
                        i32.mul
                        local.get 3
                        i32.add
                        local.get 36
                        f32.store
                      end
                    end
                    local.get 29
                    local.set 38
                    local.get 38
                    i32.const 1
                    i32.add
                    local.set 39
                    local.get 39
                    local.set 29
                    br 0
                  end
                end
                i32.const 0
                i32.const 4
                i32.mul
                local.get 3
                i32.add
                f32.load
                local.set 40
                local.get 40
                local.set 41
                i32.const 1
                local.set 42
                block
                  loop
                    block
                      local.get 42
                      local.set 43
                      local.get 43
                      i32.const 4
                      i32.lt_s
                      local.set 44
                      local.get 44
                      i32.eqz
                      local.set 45
                      local.get 45
                      if
                        br 3
                      end
                      local.get 41
                      local.set 46
                      local.get 43
                      local.set 47
                      local.get 47
                      i32.const 0
                      local.get 47
                      i32.const 4
                      i32.lt_u
                      select
                      i32.const 4
                      i32.mul
                      local.get 3
                      i32.add
                      f32.load
                      f32.const 0
                      local.get 47
                      i32.const 4
                      i32.lt_u
                      select
                      local.set 48
                      local.get 46
                      local.get 48
                      f32.max
                      local.set 49
                      local.get 49
                      local.set 41
                    end
                    local.get 42
                    local.set 50
                    local.get 50
                    i32.const 1
                    i32.add
                    local.set 51
                    local.get 51
                    local.set 42
                    br 0
                  end
                end
                local.get 41
                local.set 52
                local.get 12
                local.set 53
                local.get 53
                local.get 11
                i32.lt_u
                if
                  local.get 53
                  i32.const 2
                  i32.shl
                  local.get 10
                  i32.add
                  local.get 52
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
                i32.const 0
                local.set 55
                loop
                  local.get 55
                  i32.const 32
                  i32.mul
                  local.get 3
                  i32.add
                  local.set 56
                  local.get 56
                  local.get 19
                  v128.store
                  local.get 56
                  local.get 19
                  v128.store offset=16
                  local.get 55
                  i32.const 1
                  i32.add
                  local.tee 55
                  i32.const 4
                  i32.lt_u
                  br_if 0
                end
                i32.const 0
                local.set 57
                block
                  loop
                    block
                      local.get 57
                      local.set 58
                      local.get 58
                      i32.const 4
                      i32.lt_s
                      local.set 59
                      local.get 59
                      i32.eqz
                      local.set 60
                      local.get 60
                      if
                        br 3
                      end
                      local.get 12
                      local.get 58
                      i32.add
                      local.set 61
                      local.get 61
                      local.get 9
                      i32.const 7
                      i32.sub
                      i32.const 0
                      local.get 9
                      i32.const 7
                      i32.gt_u
                      select
                      i32.lt_u
                      if
                        local.get 61
                        i32.const 2
                        i32.shl
                        local.get 8
                        i32.add
                        local.set 64
                        local.get 64
                        v128.load
                        local.set 62
                        local.get 64
                        v128.load offset=16
                        local.set 63
                      else
                        local.get 61
                        i32x4.splat
                        v128.const i32x4 0x00000000 0x00000001 0x00000002 0x00000003
                        i32x4.add
                        local.set 65
                        local.get 61
                        i32x4.splat
                        v128.const i32x4 0x00000004 0x00000005 0x00000006 0x00000007
                        i32x4.add
                        local.set 66
                        local.get 65
                        local.get 9
                        i32x4.splat
                        i32x4.lt_u
                        local.set 67
                        local.get 66
                        local.get 9
                        i32x4.splat
                        i32x4.lt_u
                        local.set 68
                        local.get 65
                        local.get 67
                        v128.and
                        local.set 69
                        local.get 66
                        local.get 68
                        v128.and
                        local.set 70
                        local.get 69
                        i32x4.extract_lane 0
                        i32.const 2
                        i32.shl
                        local.get 8
                        i32.add
                        v128.load32_zero
                        local.set 62
                        local.get 69
                        i32x4.extract_lane 1
                        i32.const 2
                        i32.shl
                        local.get 8
                        i32.add
                        local.get 62
                        v128.load32_lane 1
                        local.set 62
                        local.get 69
                        i32x4.extract_lane 2
                        i32.const 2
                        i32.shl
                        local.get 8
                        i32.add
                        local.get 62
                        v128.load32_lane 2
                        local.set 62
                        local.get 69
                        i32x4.extract_lane 3
                        i32.const 2
                        i32.shl
                        local.get 8
                        i32.add
                        local.get 62
                        v128.load32_lane 3
                        local.set 62
                        local.get 70
                        i32x4.extract_lane 0
                        i32.const 2
                        i32.shl
                        local.get 8
                        i32.add
                        v128.load32_zero
                        local.set 63
                        local.get 70
                        i32x4.extract_lane 1
                        i32.const 2
                        i32.shl
                        local.get 8
                        i32.add
                        local.get 63
                        v128.load32_lane 1
                        local.set 63
                        local.get 70
                        i32x4.extract_lane 2
                        i32.const 2
                        i32.shl
                        local.get 8
                        i32.add
                        local.get 63
                        v128.load32_lane 2
                        local.set 63
                        local.get 70
                        i32x4.extract_lane 3
                        i32.const 2
                        i32.shl
                        local.get 8
                        i32.add
                        local.get 63
                        v128.load32_lane 3
                        local.set 63
                        local.get 62
                        local.get 67
                        v128.and
                        local.set 62
                        local.get 63
                        local.get 68
                        v128.and
                        local.set 63
                      end
                      local.get 58
                      i32.const 4
                      i32.lt_u
                      if
                        local.get 58
                        i32.const 32
                        i32.mul
                        local.get 3
                        i32.add
                        local.set 71
                        local.get 71
                        local.get 62
                        v128.store
                        local.get 71
                        local.get 63
                        v128.store offset=16
                      end
                    end
                    local.get 57
                    local.set 72
                    local.get 72
                    i32.const 1
                    i32.add
                    local.set 73
                    local.get 73
                    local.set 57
                    local.get 54
                    local.set 62
                    local.get 54
                    local.set 63
                    local.get 54
                    local.set 65
                    local.get 54
                    local.set 66
                    local.get 54
                    local.set 67
                    local.get 54
                    local.set 68
                    local.get 54
                    local.set 69
                    local.get 54
                    local.set 70
                    br 0
                  end
                end
                i32.const 0
                i32.const 32
                i32.mul
                local.get 3
                i32.add
                local.set 76
                local.get 76
                v128.load
                local.set 74
                local.get 76
                v128.load offset=16
                local.set 75
                local.get 74
                local.set 77
                local.get 75
                local.set 78
                i32.const 1
                local.set 79
                block
                  loop
                    block
                      local.get 79
                      local.set 80
                      local.get 80
                      i32.const 4
                      i32.lt_s
                      local.set 81
                      local.get 81
                      i32.eqz
                      local.set 82
                      local.get 82
                      if
                        br 3
                      end
                      local.get 77
                      local.set 83
                      local.get 78
                      local.set 84
                      local.get 80
                      i32.const 4
                      i32.lt_u
                      if
                        local.get 80
                        i32.const 32
                        i32.mul
                        local.get 3
                        i32.add
                        local.set 87
                        local.get 87
                        v128.load
                        local.set 85
                        local.get 87
                        v128.load offset=16
                        local.set 86
                      else
                        v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000
                        local.set 85
                        v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000
                        local.set 86
                      end
                      local.get 83
                      local.get 85
                      f32x4.max
                      local.set 88
                      local.get 84
                      local.get 86
                      f32x4.max
                      local.set 89
                      local.get 88
                      local.set 77
                      local.get 89
                      local.set 78
                    end
                    local.get 79
                    local.set 90
                    local.get 90
                    i32.const 1
                    i32.add
                    local.set 91
                    local.get 91
                    local.set 79
                    local.get 54
                    local.set 83
                    local.get 54
                    local.set 84
                    local.get 54
                    local.set 85
                    local.get 54
                    local.set 86
                    local.get 54
                    local.set 88
                    local.get 54
                    local.set 89
                    br 0
                  end
                end
                local.get 77
                local.set 92
                local.get 78
                local.set 93
                local.get 12
                i32.const 2
                i32.shl
                local.get 10
                i32.add
                local.set 94
                local.get 94
                local.get 92
                v128.store
                local.get 94
                local.get 93
                v128.store offset=16
              end
              local.get 54
              local.set 62
              local.get 54
              local.set 63
              local.get 54
              local.set 65
              local.get 54
              local.set 66
              local.get 54
              local.set 67
              local.get 54
              local.set 68
              local.get 54
              local.set 69
              local.get 54
              local.set 70
              local.get 54
              local.set 74
              local.get 54
              local.set 75
              local.get 54
              local.set 83
              local.get 54
              local.set 84
              local.get 54
              local.set 85
              local.get 54
              local.set 86
              local.get 54
              local.set 88
              local.get 54
              local.set 89
              local.get 54
              local.set 92
              local.get 54
              local.set 93
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
