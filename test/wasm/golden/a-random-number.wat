;; kernel body rank 1 {
;;   buffer z: f32 write
;;   scalar seed0: u32
;;   scalar seed1: u32
;;   body {
;;     %0: i32 = index.global 0
;;     %1: u32 = scalar seed0
;;     %2: u32 = scalar seed1
;;     %3: u32 = convert %0
;;     %4: u32 = 3528531795
;;     %5: u32 = 3449720151
;;     %6: u32 = mulHi %3, %5
;;     %7: u32 = mul %3, %5
;;     %8: u32 = xor %6, %1
;;     %9: u32 = 2654435769
;;     %10: u32 = add %1, %9
;;     %11: u32 = 3144134277
;;     %12: u32 = add %2, %11
;;     %13: u32 = mulHi %8, %4
;;     %14: u32 = mul %8, %4
;;     %15: u32 = mulHi %2, %5
;;     %16: u32 = mul %2, %5
;;     %17: u32 = xor %15, %7
;;     %18: u32 = xor %17, %10
;;     %19: u32 = xor %13, %12
;;     %20: u32 = add %10, %9
;;     %21: u32 = add %12, %11
;;     %22: u32 = mulHi %18, %4
;;     %23: u32 = mul %18, %4
;;     %24: u32 = mulHi %19, %5
;;     %25: u32 = mul %19, %5
;;     %26: u32 = xor %24, %16
;;     %27: u32 = xor %26, %20
;;     %28: u32 = xor %22, %14
;;     %29: u32 = xor %28, %21
;;     %30: u32 = add %20, %9
;;     %31: u32 = add %21, %11
;;     %32: u32 = mulHi %27, %4
;;     %33: u32 = mul %27, %4
;;     %34: u32 = mulHi %29, %5
;;     %35: u32 = mul %29, %5
;;     %36: u32 = xor %34, %25
;;     %37: u32 = xor %36, %30
;;     %38: u32 = xor %32, %23
;;     %39: u32 = xor %38, %31
;;     %40: u32 = add %30, %9
;;     %41: u32 = add %31, %11
;;     %42: u32 = mulHi %37, %4
;;     %43: u32 = mul %37, %4
;;     %44: u32 = mulHi %39, %5
;;     %45: u32 = mul %39, %5
;;     %46: u32 = xor %44, %35
;;     %47: u32 = xor %46, %40
;;     %48: u32 = xor %42, %33
;;     %49: u32 = xor %48, %41
;;     %50: u32 = add %40, %9
;;     %51: u32 = add %41, %11
;;     %52: u32 = mulHi %47, %4
;;     %53: u32 = mul %47, %4
;;     %54: u32 = mulHi %49, %5
;;     %55: u32 = mul %49, %5
;;     %56: u32 = xor %54, %45
;;     %57: u32 = xor %56, %50
;;     %58: u32 = xor %52, %43
;;     %59: u32 = xor %58, %51
;;     %60: u32 = add %50, %9
;;     %61: u32 = add %51, %11
;;     %62: u32 = mulHi %57, %4
;;     %63: u32 = mul %57, %4
;;     %64: u32 = mulHi %59, %5
;;     %65: u32 = mul %59, %5
;;     %66: u32 = xor %64, %55
;;     %67: u32 = xor %66, %60
;;     %68: u32 = xor %62, %53
;;     %69: u32 = xor %68, %61
;;     %70: u32 = add %60, %9
;;     %71: u32 = add %61, %11
;;     %72: u32 = mulHi %67, %4
;;     %73: u32 = mul %67, %4
;;     %74: u32 = mulHi %69, %5
;;     %75: u32 = xor %74, %65
;;     %76: u32 = xor %75, %70
;;     %77: u32 = xor %72, %63
;;     %78: u32 = xor %77, %71
;;     %79: u32 = add %70, %9
;;     %80: u32 = add %71, %11
;;     %81: u32 = mulHi %76, %4
;;     %82: u32 = mul %78, %5
;;     %83: u32 = xor %81, %73
;;     %84: u32 = xor %83, %80
;;     %85: u32 = add %79, %9
;;     %86: u32 = mulHi %84, %5
;;     %87: u32 = xor %86, %82
;;     %88: u32 = xor %87, %85
;;     %89: u32 = 8
;;     %90: u32 = shr %88, %89
;;     %91: f32 = convert %90
;;     %92: f32 = 5.960464477539063e-8
;;     %93: f32 = mul %91, %92
;;     store z[%0] = %93
;;   }
;; }
;;
;; lanes: 8
(module
  (import "memory" "0" (memory 1 65536 shared))
  (func (;0;) (export "run") (param i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 i32 v128 i32 v128 i32 v128 i32 v128 i32 v128 i32 v128 i32 v128 i32 v128 i32 v128 i32 v128 i32 v128 i32 v128 i32 v128 i32 v128 i32 v128 i32 v128 i32 i32 v128 i32 v128 v128 i32 i64 i64 i32 i32 i64 i64 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 f32 f32 i32 v128 i32 v128 v128 v128 v128 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 i32)
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
    i32.load offset=40
    local.set 9
    local.get 0
    i32.load offset=48
    local.set 10
    local.get 0
    i32.load offset=52
    local.set 11
    local.get 8
    i32x4.splat
    local.set 19
    i32.const -766435501
    i32x4.splat
    local.set 20
    i32.const -845247145
    i32x4.splat
    local.set 21
    local.get 8
    i32.const -1640531527
    i32.add
    local.set 22
    local.get 22
    i32x4.splat
    local.set 23
    local.get 9
    i32.const -1150833019
    i32.add
    local.set 24
    local.get 24
    i32x4.splat
    local.set 25
    local.get 9
    i64.extend_i32_u
    i32.const -845247145
    i64.extend_i32_u
    i64.mul
    i64.const 32
    i64.shr_u
    i32.wrap_i64
    local.set 26
    local.get 26
    i32x4.splat
    local.set 27
    local.get 9
    i32.const -845247145
    i32.mul
    local.set 28
    local.get 28
    i32x4.splat
    local.set 29
    local.get 22
    i32.const -1640531527
    i32.add
    local.set 30
    local.get 30
    i32x4.splat
    local.set 31
    local.get 24
    i32.const -1150833019
    i32.add
    local.set 32
    local.get 32
    i32x4.splat
    local.set 33
    local.get 30
    i32.const -1640531527
    i32.add
    local.set 34
    local.get 34
    i32x4.splat
    local.set 35
    local.get 32
    i32.const -1150833019
    i32.add
    local.set 36
    local.get 36
    i32x4.splat
    local.set 37
    local.get 34
    i32.const -1640531527
    i32.add
    local.set 38
    local.get 38
    i32x4.splat
    local.set 39
    local.get 36
    i32.const -1150833019
    i32.add
    local.set 40
    local.get 40
    i32x4.splat
    local.set 41
    local.get 38
    i32.const -1640531527
    i32.add
    local.set 42
    local.get 42
    i32x4.splat
    local.set 43
    local.get 40
    i32.const -1150833019
    i32.add
    local.set 44
    local.get 44
    i32x4.splat
    local.set 45
    local.get 42
    i32.const -1640531527
    i32.add
    local.set 46
    local.get 46
    i32x4.splat
    local.set 47
    local.get 44
    i32.const -1150833019
    i32.add
    local.set 48
    local.get 48
    i32x4.splat
    local.set 49
    local.get 46
    i32.const -1640531527
    i32.add
    local.set 50
    local.get 50
    i32x4.splat
    local.set 51
    local.get 48
    i32.const -1150833019
    i32.add
    local.set 52
    local.get 52
    i32x4.splat
    local.set 53
    local.get 50
    i32.const -1640531527
    i32.add
    local.set 54
    local.get 52
    i32.const -1150833019
    i32.add
    local.set 55
    local.get 55
    i32x4.splat
    local.set 56
    local.get 54
    i32.const -1640531527
    i32.add
    local.set 57
    local.get 57
    i32x4.splat
    local.set 58
    f32.const 5.960464477539063e-8
    f32x4.splat
    local.set 59
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
      local.set 60
      local.get 16
      local.set 12
      local.get 16
      i64.extend_i32_u
      local.set 61
      local.get 60
      i64.extend_i32_u
      local.set 62
      i32.const 0
      i64.extend_i32_s
      local.set 65
      i64.const 0
      local.get 65
      i64.sub
      local.tee 66
      local.get 61
      local.get 66
      local.get 61
      i64.gt_s
      select
      local.set 61
      local.get 11
      i64.extend_i32_u
      local.get 65
      i64.sub
      local.tee 66
      local.get 62
      local.get 66
      local.get 62
      i64.lt_s
      select
      local.set 62
      local.get 61
      local.get 60
      i64.extend_i32_u
      local.get 61
      local.get 60
      i64.extend_i32_u
      i64.lt_s
      select
      i32.wrap_i64
      local.set 63
      local.get 62
      i64.const 0
      local.get 62
      i64.const 0
      i64.gt_s
      select
      i32.wrap_i64
      local.set 64
      local.get 63
      local.set 67
      block
        loop
          block
            loop
              local.get 12
              local.get 67
              i32.ge_u
              br_if 1
              block
                local.get 12
                local.set 68
                local.get 68
                i64.extend_i32_u
                i32.const -845247145
                i64.extend_i32_u
                i64.mul
                i64.const 32
                i64.shr_u
                i32.wrap_i64
                local.set 69
                local.get 68
                i32.const -845247145
                i32.mul
                local.set 70
                local.get 69
                local.get 8
                i32.xor
                local.set 71
                local.get 71
                i64.extend_i32_u
                i32.const -766435501
                i64.extend_i32_u
                i64.mul
                i64.const 32
                i64.shr_u
                i32.wrap_i64
                local.set 72
                local.get 71
                i32.const -766435501
                i32.mul
                local.set 73
                local.get 26
                local.get 70
                i32.xor
                local.set 74
                local.get 74
                local.get 22
                i32.xor
                local.set 75
                local.get 72
                local.get 24
                i32.xor
                local.set 76
                local.get 75
                i64.extend_i32_u
                i32.const -766435501
                i64.extend_i32_u
                i64.mul
                i64.const 32
                i64.shr_u
                i32.wrap_i64
                local.set 77
                local.get 75
                i32.const -766435501
                i32.mul
                local.set 78
                local.get 76
                i64.extend_i32_u
                i32.const -845247145
                i64.extend_i32_u
                i64.mul
                i64.const 32
                i64.shr_u
                i32.wrap_i64
                local.set 79
                local.get 76
                i32.const -845247145
                i32.mul
                local.set 80
                local.get 79
                local.get 28
                i32.xor
                local.set 81
                local.get 81
                local.get 30
                i32.xor
                local.set 82
                local.get 77
                local.get 73
                i32.xor
                local.set 83
                local.get 83
                local.get 32
                i32.xor
                local.set 84
                local.get 82
                i64.extend_i32_u
                i32.const -766435501
                i64.extend_i32_u
                i64.mul
                i64.const 32
                i64.shr_u
                i32.wrap_i64
                local.set 85
                local.get 82
                i32.const -766435501
                i32.mul
                local.set 86
                local.get 84
                i64.extend_i32_u
                i32.const -845247145
                i64.extend_i32_u
                i64.mul
                i64.const 32
                i64.shr_u
                i32.wrap_i64
                local.set 87
                local.get 84
                i32.const -845247145
                i32.mul
                local.set 88
                local.get 87
                local.get 80
                i32.xor
                local.set 89
                local.get 89
                local.get 34
                i32.xor
                local.set 90
                local.get 85
                local.get 78
                i32.xor
                local.set 91
                local.get 91
                local.get 36
                i32.xor
                local.set 92
                local.get 90
                i64.extend_i32_u
                i32.const -766435501
                i64.extend_i32_u
                i64.mul
                i64.const 32
                i64.shr_u
                i32.wrap_i64
                local.set 93
                local.get 90
                i32.const -766435501
                i32.mul
                local.set 94
                local.get 92
                i64.extend_i32_u
                i32.const -845247145
                i64.extend_i32_u
                i64.mul
                i64.const 32
                i64.shr_u
                i32.wrap_i64
                local.set 95
                local.get 92
                i32.const -845247145
                i32.mul
                local.set 96
                local.get 95
                local.get 88
                i32.xor
                local.set 97
                local.get 97
                local.get 38
                i32.xor
                local.set 98
                local.get 93
                local.get 86
                i32.xor
                local.set 99
                local.get 99
                local.get 40
                i32.xor
                local.set 100
                local.get 98
                i64.extend_i32_u
                i32.const -766435501
                i64.extend_i32_u
                i64.mul
                i64.const 32
                i64.shr_u
                i32.wrap_i64
                local.set 101
                local.get 98
                i32.const -766435501
                i32.mul
                local.set 102
                local.get 100
                i64.extend_i32_u
                i32.const -845247145
                i64.extend_i32_u
                i64.mul
                i64.const 32
                i64.shr_u
                i32.wrap_i64
                local.set 103
                local.get 100
                i32.const -845247145
                i32.mul
                local.set 104
                local.get 103
                local.get 96
                i32.xor
                local.set 105
                local.get 105
                local.get 42
                i32.xor
                local.set 106
                local.get 101
                local.get 94
                i32.xor
                local.set 107
                local.get 107
                local.get 44
                i32.xor
                local.set 108
                local.get 106
                i64.extend_i32_u
                i32.const -766435501
                i64.extend_i32_u
                i64.mul
                i64.const 32
                i64.shr_u
                i32.wrap_i64
                local.set 109
                local.get 106
                i32.const -766435501
                i32.mul
                local.set 110
                local.get 108
                i64.extend_i32_u
                i32.const -845247145
                i64.extend_i32_u
                i64.mul
                i64.const 32
                i64.shr_u
                i32.wrap_i64
                local.set 111
                local.get 108
                i32.const -845247145
                i32.mul
                local.set 112
                local.get 111
                local.get 104
                i32.xor
                local.set 113
                local.get 113
                local.get 46
                i32.xor
                local.set 114
                local.get 109
                local.get 102
                i32.xor
                local.set 115
                local.get 115
                local.get 48
                i32.xor
                local.set 116
                local.get 114
                i64.extend_i32_u
                i32.const -766435501
                i64.extend_i32_u
                i64.mul
                i64.const 32
                i64.shr_u
                i32.wrap_i64
                local.set 117
                local.get 114
                i32.const -766435501
                i32.mul
                local.set 118
                local.get 116
                i64.extend_i32_u
                i32.const -845247145
                i64.extend_i32_u
                i64.mul
                i64.const 32
                i64.shr_u
                i32.wrap_i64
                local.set 119
                local.get 119
                local.get 112
                i32.xor
                local.set 120
                local.get 120
                local.get 50
                i32.xor
                local.set 121
                local.get 117
                local.get 110
                i32.xor
                local.set 122
                local.get 122
                local.get 52
                i32.xor
                local.set 123
                local.get 121
                i64.extend_i32_u
                i32.const -766435501
                i64.extend_i32_u
                i64.mul
                i64.const 32
                i64.shr_u
                i32.wrap_i64
                local.set 124
                local.get 123
                i32.const -845247145
                i32.mul
                local.set 125
                local.get 124
                local.get 118
                i32.xor
                local.set 126
                local.get 126
                local.get 55
                i32.xor
                local.set 127
                local.get 127
                i64.extend_i32_u
                i32.const -845247145
                i64.extend_i32_u
                i64.mul
                i64.const 32
                i64.shr_u
                i32.wrap_i64
                local.set 128
                local.get 128
                local.get 125
                i32.xor
                local.set 129
                local.get 129
                local.get 57
                i32.xor
                local.set 130
                local.get 130
                i32.const 8
                i32.shr_u
                local.set 131
                local.get 131
                f32.convert_i32_u
                local.set 132
                local.get 132
                f32.const 5.960464477539063e-8
                f32.mul
                local.set 133
                local.get 12
                local.set 134
                local.get 134
                local.get 11
                i32.lt_u
                if
                  local.get 134
                  i32.const 2
                  i32.shl
                  local.get 10
                  i32.add
                  local.get 133
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
          local.get 60
          i32.ge_u
          br_if 1
          block
            loop
              local.get 12
              i32.const 8
              i32.add
              local.get 64
              i32.gt_u
              br_if 1
              block
                local.get 12
                local.set 136
                local.get 136
                i32x4.splat
                v128.const i32x4 0x00000000 0x00000001 0x00000002 0x00000003
                i32x4.add
                local.set 137
                local.get 136
                i32x4.splat
                v128.const i32x4 0x00000004 0x00000005 0x00000006 0x00000007
                i32x4.add
                local.set 138
                local.get 137
                local.get 21
                i64x2.extmul_low_i32x4_u
                local.get 137
                local.get 21
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 139
                local.get 138
                local.get 21
                i64x2.extmul_low_i32x4_u
                local.get 138
                local.get 21
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 140
                local.get 136
                i32.const -845247145
                i32.mul
                local.set 141
                local.get 141
                i32x4.splat
                v128.const i32x4 0x00000000 0xcd9e8d57 0x9b3d1aae 0x68dba805
                i32x4.add
                local.set 142
                local.get 141
                i32x4.splat
                v128.const i32x4 0x367a355c 0x0418c2b3 0xd1b7500a 0x9f55dd61
                i32x4.add
                local.set 143
                local.get 139
                local.get 19
                v128.xor
                local.set 144
                local.get 140
                local.get 19
                v128.xor
                local.set 145
                local.get 144
                local.get 20
                i64x2.extmul_low_i32x4_u
                local.get 144
                local.get 20
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 146
                local.get 145
                local.get 20
                i64x2.extmul_low_i32x4_u
                local.get 145
                local.get 20
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 147
                local.get 144
                local.get 20
                i32x4.mul
                local.set 148
                local.get 145
                local.get 20
                i32x4.mul
                local.set 149
                local.get 27
                local.get 142
                v128.xor
                local.set 150
                local.get 27
                local.get 143
                v128.xor
                local.set 151
                local.get 150
                local.get 23
                v128.xor
                local.set 152
                local.get 151
                local.get 23
                v128.xor
                local.set 153
                local.get 146
                local.get 25
                v128.xor
                local.set 154
                local.get 147
                local.get 25
                v128.xor
                local.set 155
                local.get 152
                local.get 20
                i64x2.extmul_low_i32x4_u
                local.get 152
                local.get 20
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 156
                local.get 153
                local.get 20
                i64x2.extmul_low_i32x4_u
                local.get 153
                local.get 20
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 157
                local.get 152
                local.get 20
                i32x4.mul
                local.set 158
                local.get 153
                local.get 20
                i32x4.mul
                local.set 159
                local.get 154
                local.get 21
                i64x2.extmul_low_i32x4_u
                local.get 154
                local.get 21
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 160
                local.get 155
                local.get 21
                i64x2.extmul_low_i32x4_u
                local.get 155
                local.get 21
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 161
                local.get 154
                local.get 21
                i32x4.mul
                local.set 162
                local.get 155
                local.get 21
                i32x4.mul
                local.set 163
                local.get 160
                local.get 29
                v128.xor
                local.set 164
                local.get 161
                local.get 29
                v128.xor
                local.set 165
                local.get 164
                local.get 31
                v128.xor
                local.set 166
                local.get 165
                local.get 31
                v128.xor
                local.set 167
                local.get 156
                local.get 148
                v128.xor
                local.set 168
                local.get 157
                local.get 149
                v128.xor
                local.set 169
                local.get 168
                local.get 33
                v128.xor
                local.set 170
                local.get 169
                local.get 33
                v128.xor
                local.set 171
                local.get 166
                local.get 20
                i64x2.extmul_low_i32x4_u
                local.get 166
                local.get 20
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 172
                local.get 167
                local.get 20
                i64x2.extmul_low_i32x4_u
                local.get 167
                local.get 20
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 173
                local.get 166
                local.get 20
                i32x4.mul
                local.set 174
                local.get 167
                local.get 20
                i32x4.mul
                local.set 175
                local.get 170
                local.get 21
                i64x2.extmul_low_i32x4_u
                local.get 170
                local.get 21
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 176
                local.get 171
                local.get 21
                i64x2.extmul_low_i32x4_u
                local.get 171
                local.get 21
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 177
                local.get 170
                local.get 21
                i32x4.mul
                local.set 178
                local.get 171
                local.get 21
                i32x4.mul
                local.set 179
                local.get 176
                local.get 162
                v128.xor
                local.set 180
                local.get 177
                local.get 163
                v128.xor
                local.set 181
                local.get 180
                local.get 35
                v128.xor
                local.set 182
                local.get 181
                local.get 35
                v128.xor
                local.set 183
                local.get 172
                local.get 158
                v128.xor
                local.set 184
                local.get 173
                local.get 159
                v128.xor
                local.set 185
                local.get 184
                local.get 37
                v128.xor
                local.set 186
                local.get 185
                local.get 37
                v128.xor
                local.set 187
                local.get 182
                local.get 20
                i64x2.extmul_low_i32x4_u
                local.get 182
                local.get 20
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 188
                local.get 183
                local.get 20
                i64x2.extmul_low_i32x4_u
                local.get 183
                local.get 20
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 189
                local.get 182
                local.get 20
                i32x4.mul
                local.set 190
                local.get 183
                local.get 20
                i32x4.mul
                local.set 191
                local.get 186
                local.get 21
                i64x2.extmul_low_i32x4_u
                local.get 186
                local.get 21
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 192
                local.get 187
                local.get 21
                i64x2.extmul_low_i32x4_u
                local.get 187
                local.get 21
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 193
                local.get 186
                local.get 21
                i32x4.mul
                local.set 194
                local.get 187
                local.get 21
                i32x4.mul
                local.set 195
                local.get 192
                local.get 178
                v128.xor
                local.set 196
                local.get 193
                local.get 179
                v128.xor
                local.set 197
                local.get 196
                local.get 39
                v128.xor
                local.set 198
                local.get 197
                local.get 39
                v128.xor
                local.set 199
                local.get 188
                local.get 174
                v128.xor
                local.set 200
                local.get 189
                local.get 175
                v128.xor
                local.set 201
                local.get 200
                local.get 41
                v128.xor
                local.set 202
                local.get 201
                local.get 41
                v128.xor
                local.set 203
                local.get 198
                local.get 20
                i64x2.extmul_low_i32x4_u
                local.get 198
                local.get 20
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 204
                local.get 199
                local.get 20
                i64x2.extmul_low_i32x4_u
                local.get 199
                local.get 20
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 205
                local.get 198
                local.get 20
                i32x4.mul
                local.set 206
                local.get 199
                local.get 20
                i32x4.mul
                local.set 207
                local.get 202
                local.get 21
                i64x2.extmul_low_i32x4_u
                local.get 202
                local.get 21
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 208
                local.get 203
                local.get 21
                i64x2.extmul_low_i32x4_u
                local.get 203
                local.get 21
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 209
                local.get 202
                local.get 21
                i32x4.mul
                local.set 210
                local.get 203
                local.get 21
                i32x4.mul
                local.set 211
                local.get 208
                local.get 194
                v128.xor
                local.set 212
                local.get 209
                local.get 195
                v128.xor
                local.set 213
                local.get 212
                local.get 43
                v128.xor
                local.set 214
                local.get 213
                local.get 43
                v128.xor
                local.set 215
                local.get 204
                local.get 190
                v128.xor
                local.set 216
                local.get 205
                local.get 191
                v128.xor
                local.set 217
                local.get 216
                local.get 45
                v128.xor
                local.set 218
                local.get 217
                local.get 45
                v128.xor
                local.set 219
                local.get 214
                local.get 20
                i64x2.extmul_low_i32x4_u
                local.get 214
                local.get 20
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 220
                local.get 215
                local.get 20
                i64x2.extmul_low_i32x4_u
                local.get 215
                local.get 20
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 221
                local.get 214
                local.get 20
                i32x4.mul
                local.set 222
                local.get 215
                local.get 20
                i32x4.mul
                local.set 223
                local.get 218
                local.get 21
                i64x2.extmul_low_i32x4_u
                local.get 218
                local.get 21
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 224
                local.get 219
                local.get 21
                i64x2.extmul_low_i32x4_u
                local.get 219
                local.get 21
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 225
                local.get 218
                local.get 21
                i32x4.mul
                local.set 226
                local.get 219
                local.get 21
                i32x4.mul
                local.set 227
                local.get 224
                local.get 210
                v128.xor
                local.set 228
                local.get 225
                local.get 211
                v128.xor
                local.set 229
                local.get 228
                local.get 47
                v128.xor
                local.set 230
                local.get 229
                local.get 47
                v128.xor
                local.set 231
                local.get 220
                local.get 206
                v128.xor
                local.set 232
                local.get 221
                local.get 207
                v128.xor
                local.set 233
                local.get 232
                local.get 49
                v128.xor
                local.set 234
                local.get 233
                local.get 49
                v128.xor
                local.set 235
                local.get 230
                local.get 20
                i64x2.extmul_low_i32x4_u
                local.get 230
                local.get 20
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 236
                local.get 231
                local.get 20
                i64x2.extmul_low_i32x4_u
                local.get 231
                local.get 20
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 237
                local.get 230
                local.get 20
                i32x4.mul
                local.set 238
                local.get 231
                local.get 20
                i32x4.mul
                local.set 239
                local.get 234
                local.get 21
                i64x2.extmul_low_i32x4_u
                local.get 234
                local.get 21
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 240
                local.get 235
                local.get 21
                i64x2.extmul_low_i32x4_u
                local.get 235
                local.get 21
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 241
                local.get 240
                local.get 226
                v128.xor
                local.set 242
                local.get 241
                local.get 227
                v128.xor
                local.set 243
                local.get 242
                local.get 51
                v128.xor
                local.set 244
                local.get 243
                local.get 51
                v128.xor
                local.set 245
                local.get 236
                local.get 222
                v128.xor
                local.set 246
                local.get 237
                local.get 223
                v128.xor
                local.set 247
                local.get 246
                local.get 53
                v128.xor
                local.set 248
                local.get 247
                local.get 53
                v128.xor
                local.set 249
                local.get 244
                local.get 20
                i64x2.extmul_low_i32x4_u
                local.get 244
                local.get 20
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 250
                local.get 245
                local.get 20
                i64x2.extmul_low_i32x4_u
                local.get 245
                local.get 20
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 251
                local.get 248
                local.get 21
                i32x4.mul
                local.set 252
                local.get 249
                local.get 21
                i32x4.mul
                local.set 253
                local.get 250
                local.get 238
                v128.xor
                local.set 254
                local.get 251
                local.get 239
                v128.xor
                local.set 255
                local.get 254
                local.get 56
                v128.xor
                local.set 256
                local.get 255
                local.get 56
                v128.xor
                local.set 257
                local.get 256
                local.get 21
                i64x2.extmul_low_i32x4_u
                local.get 256
                local.get 21
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 258
                local.get 257
                local.get 21
                i64x2.extmul_low_i32x4_u
                local.get 257
                local.get 21
                i64x2.extmul_high_i32x4_u
                i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                local.set 259
                local.get 258
                local.get 252
                v128.xor
                local.set 260
                local.get 259
                local.get 253
                v128.xor
                local.set 261
                local.get 260
                local.get 58
                v128.xor
                local.set 262
                local.get 261
                local.get 58
                v128.xor
                local.set 263
                local.get 262
                i32.const 8
                i32x4.shr_u
                local.set 264
                local.get 263
                i32.const 8
                i32x4.shr_u
                local.set 265
                local.get 264
                f32x4.convert_i32x4_u
                local.set 266
                local.get 265
                f32x4.convert_i32x4_u
                local.set 267
                local.get 266
                local.get 59
                f32x4.mul
                local.set 268
                local.get 267
                local.get 59
                f32x4.mul
                local.set 269
                local.get 12
                i32.const 2
                i32.shl
                local.get 10
                i32.add
                local.set 270
                local.get 270
                local.get 268
                v128.store
                local.get 270
                local.get 269
                v128.store offset=16
              end
              local.get 135
              local.set 137
              local.get 135
              local.set 138
              local.get 135
              local.set 139
              local.get 135
              local.set 140
              local.get 135
              local.set 142
              local.get 135
              local.set 143
              local.get 135
              local.set 144
              local.get 135
              local.set 145
              local.get 135
              local.set 146
              local.get 135
              local.set 147
              local.get 135
              local.set 148
              local.get 135
              local.set 149
              local.get 135
              local.set 150
              local.get 135
              local.set 151
              local.get 135
              local.set 152
              local.get 135
              local.set 153
              local.get 135
              local.set 154
              local.get 135
              local.set 155
              local.get 135
              local.set 156
              local.get 135
              local.set 157
              local.get 135
              local.set 158
              local.get 135
              local.set 159
              local.get 135
              local.set 160
              local.get 135
              local.set 161
              local.get 135
              local.set 162
              local.get 135
              local.set 163
              local.get 135
              local.set 164
              local.get 135
              local.set 165
              local.get 135
              local.set 166
              local.get 135
              local.set 167
              local.get 135
              local.set 168
              local.get 135
              local.set 169
              local.get 135
              local.set 170
              local.get 135
              local.set 171
              local.get 135
              local.set 172
              local.get 135
              local.set 173
              local.get 135
              local.set 174
              local.get 135
              local.set 175
              local.get 135
              local.set 176
              local.get 135
              local.set 177
              local.get 135
              local.set 178
              local.get 135
              local.set 179
              local.get 135
              local.set 180
              local.get 135
              local.set 181
              local.get 135
              local.set 182
              local.get 135
              local.set 183
              local.get 135
              local.set 184
              local.get 135
              local.set 185
              local.get 135
              local.set 186
              local.get 135
              local.set 187
              local.get 135
              local.set 188
              local.get 135
              local.set 189
              local.get 135
              local.set 190
              local.get 135
              local.set 191
              local.get 135
              local.set 192
              local.get 135
              local.set 193
              local.get 135
              local.set 194
              local.get 135
              local.set 195
              local.get 135
              local.set 196
              local.get 135
              local.set 197
              local.get 135
              local.set 198
              local.get 135
              local.set 199
              local.get 135
              local.set 200
              local.get 135
              local.set 201
              local.get 135
              local.set 202
              local.get 135
              local.set 203
              local.get 135
              local.set 204
              local.get 135
              local.set 205
              local.get 135
              local.set 206
              local.get 135
              local.set 207
              local.get 135
              local.set 208
              local.get 135
              local.set 209
              local.get 135
              local.set 210
              local.get 135
              local.set 211
              local.get 135
              local.set 212
              local.get 135
              local.set 213
              local.get 135
              local.set 214
              local.get 135
              local.set 215
              local.get 135
              local.set 216
              local.get 135
              local.set 217
              local.get 135
              local.set 218
              local.get 135
              local.set 219
              local.get 135
              local.set 220
              local.get 135
              local.set 221
              local.get 135
              local.set 222
              local.get 135
              local.set 223
              local.get 135
              local.set 224
              local.get 135
              local.set 225
              local.get 135
              local.set 226
              local.get 135
              local.set 227
              local.get 135
              local.set 228
              local.get 135
              local.set 229
              local.get 135
              local.set 230
              local.get 135
              local.set 231
              local.get 135
              local.set 232
              local.get 135
              local.set 233
              local.get 135
              local.set 234
              local.get 135
              local.set 235
              local.get 135
              local.set 236
              local.get 135
              local.set 237
              local.get 135
              local.set 238
              local.get 135
              local.set 239
              local.get 135
              local.set 240
              local.get 135
              local.set 241
              local.get 135
              local.set 242
              local.get 135
              local.set 243
              local.get 135
              local.set 244
              local.get 135
              local.set 245
              local.get 135
              local.set 246
              local.get 135
              local.set 247
              local.get 135
              local.set 248
              local.get 135
              local.set 249
              local.get 135
              local.set 250
              local.get 135
              local.set 251
              local.get 135
              local.set 252
              local.get 135
              local.set 253
              local.get 135
              local.set 254
              local.get 135
              local.set 255
              local.get 135
              local.set 256
              local.get 135
              local.set 257
              local.get 135
              local.set 258
              local.get 135
              local.set 259
              local.get 135
              local.set 260
              local.get 135
              local.set 261
              local.get 135
              local.set 262
              local.get 135
              local.set 263
              local.get 135
              local.set 264
              local.get 135
              local.set 265
              local.get 135
              local.set 266
              local.get 135
              local.set 267
              local.get 135
              local.set 268
              local.get 135
              local.set 269
              local.get 12
              i32.const 8
              i32.add
              local.set 12
              br 0
            end
          end
          local.get 60
          local.set 67
          br 0
        end
      end
      local.get 17
      local.get 60
      local.get 16
      i32.sub
      i32.sub
      local.set 17
      local.get 18
      local.get 60
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
