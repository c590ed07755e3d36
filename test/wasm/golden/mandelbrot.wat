;; kernel body rank 2 {
;;   buffer m: i32 write
;;   local re: f32
;;   local im: f32
;;   local steps: i32
;;   body {
;;     %0: i32 = index.global 0
;;     %1: i32 = index.global 1
;;     %2: f32 = convert %1
;;     %3: f32 = 20
;;     %4: f32 = div %2, %3
;;     %5: f32 = 3
;;     %6: f32 = mul %4, %5
;;     %7: f32 = 2
;;     %8: f32 = sub %6, %7
;;     %9: f32 = convert %0
;;     %10: f32 = 10
;;     %11: f32 = div %9, %10
;;     %12: f32 = mul %11, %7
;;     %13: f32 = 1
;;     %14: f32 = sub %12, %13
;;     %15: f32 = 0
;;     set re = %15
;;     set im = %15
;;     %16: i32 = 0
;;     set steps = %16
;;     %17: i32 = 50
;;     %18: f32 = 4
;;     %19: i32 = 1
;;     loop {
;;       %20: i32 = get steps
;;       %21: bool = lt %20, %17
;;       %22: f32 = get re
;;       %23: f32 = mul %22, %22
;;       %24: f32 = get im
;;       %25: f32 = mul %24, %24
;;       %26: f32 = add %23, %25
;;       %27: bool = le %26, %18
;;       %28: bool = and %21, %27
;;       %29: bool = not %28
;;       if %29 {
;;         break
;;       }
;;       %30: f32 = sub %23, %25
;;       %31: f32 = add %30, %8
;;       %32: f32 = mul %7, %22
;;       %33: f32 = mul %32, %24
;;       %34: f32 = add %33, %14
;;       set im = %34
;;       set re = %31
;;       %35: i32 = add %20, %19
;;       set steps = %35
;;     }
;;     %36: i32 = 20
;;     %37: i32 = mul %0, %36
;;     %38: i32 = add %37, %1
;;     %39: i32 = get steps
;;     store m[%38] = %39
;;   }
;; }
;;
;; lanes: 8
(module
  (import "memory" "0" (memory 1 65536 shared))
  (func (;0;) (export "run") (param i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 v128 v128 i32 f32 f32 f32 f32 v128 i32 i64 i64 i32 i32 i64 i64 i32 f32 f32 f32 f32 f32 f32 i32 i32 i32 f32 f32 f32 f32 f32 i32 i32 i32 f32 f32 f32 f32 f32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 i32 v128 v128 i32)
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
    f32.const 20
    f32x4.splat
    local.set 17
    f32.const 3
    f32x4.splat
    local.set 18
    f32.const 2
    f32x4.splat
    local.set 19
    f32.const 0
    f32x4.splat
    local.set 20
    i32.const 0
    i32x4.splat
    local.set 21
    i32.const 50
    i32x4.splat
    local.set 22
    f32.const 4
    f32x4.splat
    local.set 23
    i32.const 1
    i32x4.splat
    local.set 24
    local.get 1
    local.get 5
    i32.div_u
    local.set 13
    local.get 1
    local.get 5
    i32.rem_u
    local.set 14
    local.get 2
    local.get 1
    i32.sub
    local.set 15
    loop
      local.get 13
      local.set 10
      local.get 10
      f32.convert_i32_s
      local.set 26
      local.get 26
      f32.const 10
      f32.div
      local.set 27
      local.get 27
      f32.const 2
      f32.mul
      local.set 28
      local.get 28
      f32.const 1
      f32.sub
      local.set 29
      local.get 29
      f32x4.splat
      local.set 30
      local.get 10
      i32.const 20
      i32.mul
      local.set 31
      local.get 14
      local.get 15
      i32.add
      local.get 5
      local.get 14
      local.get 15
      i32.add
      local.get 5
      i32.lt_u
      select
      local.set 25
      local.get 14
      local.set 11
      local.get 14
      i64.extend_i32_u
      local.set 32
      local.get 25
      i64.extend_i32_u
      local.set 33
      local.get 31
      i32.const 0
      i32.add
      i64.extend_i32_s
      local.set 36
      i64.const 0
      local.get 36
      i64.sub
      local.tee 37
      local.get 32
      local.get 37
      local.get 32
      i64.gt_s
      select
      local.set 32
      local.get 9
      i64.extend_i32_u
      local.get 36
      i64.sub
      local.tee 37
      local.get 33
      local.get 37
      local.get 33
      i64.lt_s
      select
      local.set 33
      local.get 32
      local.get 25
      i64.extend_i32_u
      local.get 32
      local.get 25
      i64.extend_i32_u
      i64.lt_s
      select
      i32.wrap_i64
      local.set 34
      local.get 33
      i64.const 0
      local.get 33
      i64.const 0
      i64.gt_s
      select
      i32.wrap_i64
      local.set 35
      local.get 34
      local.set 38
      block
        loop
          block
            loop
              local.get 11
              local.get 38
              i32.ge_u
              br_if 1
              block
                local.get 11
                f32.convert_i32_s
                local.set 39
                local.get 39
                f32.const 20
                f32.div
                local.set 40
                local.get 40
                f32.const 3
                f32.mul
                local.set 41
                local.get 41
                f32.const 2
                f32.sub
                local.set 42
                f32.const 0
                local.set 43
                f32.const 0
                local.set 44
                i32.const 0
                local.set 45
                block
                  loop
                    block
                      local.get 45
                      local.set 46
                      local.get 46
                      i32.const 50
                      i32.lt_s
                      local.set 47
                      local.get 43
                      local.set 48
                      local.get 48
                      local.get 48
                      f32.mul
                      local.set 49
                      local.get 44
                      local.set 50
                      local.get 50
                      local.get 50
                      f32.mul
                      local.set 51
                      local.get 49
                      local.get 51
                      f32.add
                      local.set 52
                      local.get 52
                      f32.const 4
                      f32.le
                      local.set 53
                      local.get 47
                      local.get 53
                      i32.and
                      local.set 54
                      local.get 54
                      i32.eqz
                      local.set 55
                      local.get 55
                      if
                        br 3
                      end
                      local.get 49
                      local.get 51
                      f32.sub
                      local.set 56
                      local.get 56
                      local.get 42
                      f32.add
                      local.set 57
                      f32.const 2
                      local.get 48
                      f32.mul
                      local.set 58
                      local.get 58
                      local.get 50
                      f32.mul
                      local.set 59
                      local.get 59
                      local.get 29
                      f32.add
                      local.set 60
                      local.get 60
                      local.set 44
                      local.get 57
                      local.set 43
                      local.get 46
                      i32.const 1
                      i32.add
                      local.set 61
                      local.get 61
                      local.set 45
                    end
                    br 0
                  end
                end
                local.get 31
                local.get 11
                i32.add
                local.set 62
                local.get 45
                local.set 63
                local.get 62
                local.set 64
                local.get 64
                local.get 9
                i32.lt_u
                if
                  local.get 64
                  i32.const 2
                  i32.shl
                  local.get 8
                  i32.add
                  local.get 63
                  i32.store
                end
              end
              local.get 11
              i32.const 1
              i32.add
              local.set 11
              br 0
            end
          end
          local.get 11
          local.get 25
          i32.ge_u
          br_if 1
          block
            loop
              local.get 11
              i32.const 8
              i32.add
              local.get 35
              i32.gt_u
              br_if 1
              block
                local.get 11
                i32x4.splat
                v128.const i32x4 0x00000000 0x00000001 0x00000002 0x00000003
                i32x4.add
                local.set 66
                local.get 11
                i32x4.splat
                v128.const i32x4 0x00000004 0x00000005 0x00000006 0x00000007
                i32x4.add
                local.set 67
                local.get 66
                f32x4.convert_i32x4_s
                local.set 68
                local.get 67
                f32x4.convert_i32x4_s
                local.set 69
                local.get 68
                local.get 17
                f32x4.div
                local.set 70
                local.get 69
                local.get 17
                f32x4.div
                local.set 71
                local.get 70
                local.get 18
                f32x4.mul
                local.set 72
                local.get 71
                local.get 18
                f32x4.mul
                local.set 73
                local.get 72
                local.get 19
                f32x4.sub
                local.set 74
                local.get 73
                local.get 19
                f32x4.sub
                local.set 75
                local.get 20
                local.set 76
                local.get 20
                local.set 77
                local.get 20
                local.set 78
                local.get 20
                local.set 79
                local.get 21
                local.set 80
                local.get 21
                local.set 81
                v128.const i32x4 0xffffffff 0xffffffff 0xffffffff 0xffffffff
                local.set 82
                v128.const i32x4 0xffffffff 0xffffffff 0xffffffff 0xffffffff
                local.set 83
                block
                  loop
                    block
                      local.get 80
                      local.set 84
                      local.get 81
                      local.set 85
                      local.get 84
                      local.get 22
                      i32x4.lt_s
                      local.set 86
                      local.get 85
                      local.get 22
                      i32x4.lt_s
                      local.set 87
                      local.get 76
                      local.set 88
                      local.get 77
                      local.set 89
                      local.get 88
                      local.get 88
                      f32x4.mul
                      local.set 90
                      local.get 89
                      local.get 89
                      f32x4.mul
                      local.set 91
                      local.get 78
                      local.set 92
                      local.get 79
                      local.set 93
                      local.get 92
                      local.get 92
                      f32x4.mul
                      local.set 94
                      local.get 93
                      local.get 93
                      f32x4.mul
                      local.set 95
                      local.get 90
                      local.get 94
                      f32x4.add
                      local.set 96
                      local.get 91
                      local.get 95
                      f32x4.add
                      local.set 97
                      local.get 96
                      local.get 23
                      f32x4.le
                      local.set 98
                      local.get 97
                      local.get 23
                      f32x4.le
                      local.set 99
                      local.get 86
                      local.get 98
                      v128.and
                      local.set 100
                      local.get 87
                      local.get 99
                      v128.and
                      local.set 101
                      local.get 100
                      v128.not
                      local.set 102
                      local.get 101
                      v128.not
                      local.set 103
                      local.get 82
                      local.get 100
                      v128.and
                      local.set 82
                      local.get 83
                      local.get 101
                      v128.and
                      local.set 83
                      local.get 90
                      local.get 94
                      f32x4.sub
                      local.set 104
                      local.get 91
                      local.get 95
                      f32x4.sub
                      local.set 105
                      local.get 104
                      local.get 74
                      f32x4.add
                      local.set 106
                      local.get 105
                      local.get 75
                      f32x4.add
                      local.set 107
                      local.get 19
                      local.get 88
                      f32x4.mul
                      local.set 108
                      local.get 19
                      local.get 89
                      f32x4.mul
                      local.set 109
                      local.get 108
                      local.get 92
                      f32x4.mul
                      local.set 110
                      local.get 109
                      local.get 93
                      f32x4.mul
                      local.set 111
                      local.get 110
                      local.get 30
                      f32x4.add
                      local.set 112
                      local.get 111
                      local.get 30
                      f32x4.add
                      local.set 113
                      local.get 112
                      local.set 78
                      local.get 113
                      local.set 79
                      local.get 106
                      local.set 76
                      local.get 107
                      local.set 77
                      local.get 84
                      local.get 24
                      i32x4.add
                      local.set 114
                      local.get 85
                      local.get 24
                      i32x4.add
                      local.set 115
                      local.get 114
                      local.get 80
                      local.get 82
                      v128.bitselect
                      local.set 80
                      local.get 115
                      local.get 81
                      local.get 83
                      v128.bitselect
                      local.set 81
                    end
                    local.get 65
                    local.set 84
                    local.get 65
                    local.set 85
                    local.get 65
                    local.set 86
                    local.get 65
                    local.set 87
                    local.get 65
                    local.set 88
                    local.get 65
                    local.set 89
                    local.get 65
                    local.set 90
                    local.get 65
                    local.set 91
                    local.get 65
                    local.set 92
                    local.get 65
                    local.set 93
                    local.get 65
                    local.set 94
                    local.get 65
                    local.set 95
                    local.get 65
                    local.set 96
                    local.get 65
                    local.set 97
                    local.get 65
                    local.set 98
                    local.get 65
                    local.set 99
                    local.get 65
                    local.set 100
                    local.get 65
                    local.set 101
                    local.get 65
                    local.set 102
                    local.get 65
                    local.set 103
                    local.get 65
                    local.set 104
                    local.get 65
                    local.set 105
                    local.get 65
                    local.set 106
                    local.get 65
                    local.set 107
                    local.get 65
                    local.set 108
                    local.get 65
                    local.set 109
                    local.get 65
                    local.set 110
                    local.get 65
                    local.set 111
                    local.get 65
                    local.set 112
                    local.get 65
                    local.set 113
                    local.get 65
                    local.set 114
                    local.get 65
                    local.set 115
                    local.get 82
                    local.get 83
                    v128.or
                    v128.any_true
                    br_if 0
                  end
                end
                local.get 31
                local.get 11
                i32.add
                local.set 116
                local.get 80
                local.set 117
                local.get 81
                local.set 118
                local.get 116
                i32.const 2
                i32.shl
                local.get 8
                i32.add
                local.set 119
                local.get 119
                local.get 117
                v128.store
                local.get 119
                local.get 118
                v128.store offset=16
              end
              local.get 65
              local.set 66
              local.get 65
              local.set 67
              local.get 65
              local.set 68
              local.get 65
              local.set 69
              local.get 65
              local.set 70
              local.get 65
              local.set 71
              local.get 65
              local.set 72
              local.get 65
              local.set 73
              local.get 65
              local.set 74
              local.get 65
              local.set 75
              local.get 65
              local.set 82
              local.get 65
              local.set 83
              local.get 65
              local.set 84
              local.get 65
              local.set 85
              local.get 65
              local.set 86
              local.get 65
              local.set 87
              local.get 65
              local.set 88
              local.get 65
              local.set 89
              local.get 65
              local.set 90
              local.get 65
              local.set 91
              local.get 65
              local.set 92
              local.get 65
              local.set 93
              local.get 65
              local.set 94
              local.get 65
              local.set 95
              local.get 65
              local.set 96
              local.get 65
              local.set 97
              local.get 65
              local.set 98
              local.get 65
              local.set 99
              local.get 65
              local.set 100
              local.get 65
              local.set 101
              local.get 65
              local.set 102
              local.get 65
              local.set 103
              local.get 65
              local.set 104
              local.get 65
              local.set 105
              local.get 65
              local.set 106
              local.get 65
              local.set 107
              local.get 65
              local.set 108
              local.get 65
              local.set 109
              local.get 65
              local.set 110
              local.get 65
              local.set 111
              local.get 65
              local.set 112
              local.get 65
              local.set 113
              local.get 65
              local.set 114
              local.get 65
              local.set 115
              local.get 65
              local.set 117
              local.get 65
              local.set 118
              local.get 11
              i32.const 8
              i32.add
              local.set 11
              br 0
            end
          end
          local.get 25
          local.set 38
          br 0
        end
      end
      local.get 15
      local.get 25
      local.get 14
      i32.sub
      i32.sub
      local.set 15
      local.get 16
      local.get 25
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
