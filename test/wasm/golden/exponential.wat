;; kernel body rank 1 {
;;   buffer z: f32 write
;;   buffer x: f32 read
;;   body {
;;     %0: i32 = index.global 0
;;     %1: f32 = load x[%0]
;;     %2: f32 = -105
;;     %3: bool = lt %1, %2
;;     %4: f32 = select %3, %2, %1
;;     %5: f32 = 90
;;     %6: bool = lt %5, %4
;;     %7: f32 = select %6, %5, %4
;;     %8: f32 = 1.4426950216293335
;;     %9: f32 = mul %7, %8
;;     %10: f32 = 12582912
;;     %11: f32 = add %9, %10
;;     %12: i32 = bitcast %11
;;     %13: i32 = 1262485504
;;     %14: i32 = sub %12, %13
;;     %15: f32 = convert %14
;;     %16: f32 = 0.693145751953125
;;     %17: f32 = mul %15, %16
;;     %18: f32 = sub %7, %17
;;     %19: f32 = 0.000001428606765330187
;;     %20: f32 = mul %15, %19
;;     %21: f32 = sub %18, %20
;;     %22: f32 = mul %21, %21
;;     %23: f32 = 0.1666666716337204
;;     %24: f32 = mul %23, %21
;;     %25: f32 = 0.5
;;     %26: f32 = add %24, %25
;;     %27: f32 = 0.00833330862224102
;;     %28: f32 = mul %27, %21
;;     %29: f32 = 0.04166644811630249
;;     %30: f32 = add %28, %29
;;     %31: f32 = 0.00019892991986125708
;;     %32: f32 = mul %31, %21
;;     %33: f32 = 0.0013935451861470938
;;     %34: f32 = add %32, %33
;;     %35: f32 = mul %30, %22
;;     %36: f32 = add %35, %26
;;     %37: f32 = mul %22, %22
;;     %38: f32 = mul %34, %37
;;     %39: f32 = add %38, %36
;;     %40: f32 = mul %22, %39
;;     %41: f32 = sub %40, %20
;;     %42: f32 = add %18, %41
;;     %43: f32 = 1
;;     %44: f32 = add %42, %43
;;     %45: i32 = 1
;;     %46: i32 = shr %14, %45
;;     %47: i32 = 127
;;     %48: i32 = add %46, %47
;;     %49: i32 = 23
;;     %50: i32 = shl %48, %49
;;     %51: f32 = bitcast %50
;;     %52: f32 = mul %44, %51
;;     %53: i32 = sub %14, %46
;;     %54: i32 = add %53, %47
;;     %55: i32 = shl %54, %49
;;     %56: f32 = bitcast %55
;;     %57: f32 = mul %52, %56
;;     store z[%0] = %57
;;   }
;; }
;;
;; lanes: 8
(module
  (import "memory" "0" (memory 1 65536 shared))
  (func (;0;) (export "run") (param i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 i32 i64 i64 i32 i32 i64 i64 i32 i32 i32 f32 i32 f32 i32 f32 f32 f32 i32 i32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 i32 i32 i32 f32 f32 i32 i32 i32 f32 f32 i32 v128 v128 v128 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 i32)
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
    f32.const -105
    f32x4.splat
    local.set 19
    f32.const 90
    f32x4.splat
    local.set 20
    f32.const 1.4426950216293335
    f32x4.splat
    local.set 21
    f32.const 12582912
    f32x4.splat
    local.set 22
    i32.const 1262485504
    i32x4.splat
    local.set 23
    f32.const 0.693145751953125
    f32x4.splat
    local.set 24
    f32.const 0.000001428606765330187
    f32x4.splat
    local.set 25
    f32.const 0.1666666716337204
    f32x4.splat
    local.set 26
    f32.const 0.5
    f32x4.splat
    local.set 27
    f32.const 0.00833330862224102
    f32x4.splat
    local.set 28
    f32.const 0.04166644811630249
    f32x4.splat
    local.set 29
    f32.const 0.00019892991986125708
    f32x4.splat
    local.set 30
    f32.const 0.0013935451861470938
    f32x4.splat
    local.set 31
    f32.const 1
    f32x4.splat
    local.set 32
    i32.const 127
    i32x4.splat
    local.set 33
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
      local.set 34
      local.get 16
      local.set 12
      local.get 16
      i64.extend_i32_u
      local.set 35
      local.get 34
      i64.extend_i32_u
      local.set 36
      i32.const 0
      i64.extend_i32_s
      local.set 39
      i64.const 0
      local.get 39
      i64.sub
      local.tee 40
      local.get 35
      local.get 40
      local.get 35
      i64.gt_s
      select
      local.set 35
      local.get 11
      i64.extend_i32_u
      local.get 39
      i64.sub
      local.tee 40
      local.get 36
      local.get 40
      local.get 36
      i64.lt_s
      select
      local.set 36
      i32.const 0
      i64.extend_i32_s
      local.set 39
      i64.const 0
      local.get 39
      i64.sub
      local.tee 40
      local.get 35
      local.get 40
      local.get 35
      i64.gt_s
      select
      local.set 35
      local.get 9
      i64.extend_i32_u
      local.get 39
      i64.sub
      local.tee 40
      local.get 36
      local.get 40
      local.get 36
      i64.lt_s
      select
      local.set 36
      local.get 35
      local.get 34
      i64.extend_i32_u
      local.get 35
      local.get 34
      i64.extend_i32_u
      i64.lt_s
      select
      i32.wrap_i64
      local.set 37
      local.get 36
      i64.const 0
      local.get 36
      i64.const 0
      i64.gt_s
      select
      i32.wrap_i64
      local.set 38
      local.get 37
      local.set 41
      block
        loop
          block
            loop
              local.get 12
              local.get 41
              i32.ge_u
              br_if 1
              block
                local.get 12
                local.set 42
                local.get 42
                local.get 11
                i32.lt_u
                local.set 43
                local.get 42
                i32.const 0
                local.get 43
                select
                i32.const 2
                i32.shl
                local.get 10
                i32.add
                f32.load
                f32.const 0
                local.get 43
                select
                local.set 44
                local.get 44
                f32.const -105
                f32.lt
                local.set 45
                f32.const -105
                local.get 44
                local.get 45
                select
                local.set 46
                f32.const 90
                local.get 46
                f32.lt
                local.set 47
                f32.const 90
                local.get 46
                local.get 47
                select
                local.set 48
                local.get 48
                f32.const 1.4426950216293335
                f32.mul
                local.set 49
                local.get 49
                f32.const 12582912
                f32.add
                local.set 50
                local.get 50
                i32.reinterpret_f32
                local.set 51
                local.get 51
                i32.const 1262485504
                i32.sub
                local.set 52
                local.get 52
                f32.convert_i32_s
                local.set 53
                local.get 53
                f32.const 0.693145751953125
                f32.mul
                local.set 54
                local.get 48
                local.get 54
                f32.sub
                local.set 55
                local.get 53
                f32.const 0.000001428606765330187
                f32.mul
                local.set 56
                local.get 55
                local.get 56
                f32.sub
                local.set 57
                local.get 57
                local.get 57
                f32.mul
                local.set 58
                f32.const 0.1666666716337204
                local.get 57
                f32.mul
                local.set 59
                local.get 59
                f32.const 0.5
                f32.add
                local.set 60
                f32.const 0.00833330862224102
                local.get 57
                f32.mul
                local.set 61
                local.get 61
                f32.const 0.04166644811630249
                f32.add
                local.set 62
                f32.const 0.00019892991986125708
                local.get 57
                f32.mul
                local.set 63
                local.get 63
                f32.const 0.0013935451861470938
                f32.add
                local.set 64
                local.get 62
                local.get 58
                f32.mul
                local.set 65
                local.get 65
                local.get 60
                f32.add
                local.set 66
                local.get 58
                local.get 58
                f32.mul
                local.set 67
                local.get 64
                local.get 67
                f32.mul
                local.set 68
                local.get 68
                local.get 66
                f32.add
                local.set 69
                local.get 58
                local.get 69
                f32.mul
                local.set 70
                local.get 70
                local.get 56
                f32.sub
                local.set 71
                local.get 55
                local.get 71
                f32.add
                local.set 72
                local.get 72
                f32.const 1
                f32.add
                local.set 73
                local.get 52
                i32.const 1
                i32.shr_s
                local.set 74
                local.get 74
                i32.const 127
                i32.add
                local.set 75
                local.get 75
                i32.const 23
                i32.shl
                local.set 76
                local.get 76
                f32.reinterpret_i32
                local.set 77
                local.get 73
                local.get 77
                f32.mul
                local.set 78
                local.get 52
                local.get 74
                i32.sub
                local.set 79
                local.get 79
                i32.const 127
                i32.add
                local.set 80
                local.get 80
                i32.const 23
                i32.shl
                local.set 81
                local.get 81
                f32.reinterpret_i32
                local.set 82
                local.get 78
                local.get 82
                f32.mul
                local.set 83
                local.get 12
                local.set 84
                local.get 84
                local.get 9
                i32.lt_u
                if
                  local.get 84
                  i32.const 2
                  i32.shl
                  local.get 8
                  i32.add
                  local.get 83
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
          local.get 34
          i32.ge_u
          br_if 1
          block
            loop
              local.get 12
              i32.const 8
              i32.add
              local.get 38
              i32.gt_u
              br_if 1
              block
                local.get 12
                i32.const 2
                i32.shl
                local.get 10
                i32.add
                local.set 88
                local.get 88
                v128.load
                local.set 86
                local.get 88
                v128.load offset=16
                local.set 87
                local.get 86
                local.get 19
                f32x4.lt
                local.set 89
                local.get 87
                local.get 19
                f32x4.lt
                local.set 90
                local.get 86
                local.get 19
                f32x4.pmax
                local.set 91
                local.get 87
                local.get 19
                f32x4.pmax
                local.set 92
                local.get 20
                local.get 91
                f32x4.lt
                local.set 93
                local.get 20
                local.get 92
                f32x4.lt
                local.set 94
                local.get 91
                local.get 20
                f32x4.pmin
                local.set 95
                local.get 92
                local.get 20
                f32x4.pmin
                local.set 96
                local.get 95
                local.get 21
                f32x4.mul
                local.set 97
                local.get 96
                local.get 21
                f32x4.mul
                local.set 98
                local.get 97
                local.get 22
                f32x4.add
                local.set 99
                local.get 98
                local.get 22
                f32x4.add
                local.set 100
                local.get 99
                local.get 23
                i32x4.sub
                local.set 101
                local.get 100
                local.get 23
                i32x4.sub
                local.set 102
                local.get 101
                f32x4.convert_i32x4_s
                local.set 103
                local.get 102
                f32x4.convert_i32x4_s
                local.set 104
                local.get 103
                local.get 24
                f32x4.mul
                local.set 105
                local.get 104
                local.get 24
                f32x4.mul
                local.set 106
                local.get 95
                local.get 105
                f32x4.sub
                local.set 107
                local.get 96
                local.get 106
                f32x4.sub
                local.set 108
                local.get 103
                local.get 25
                f32x4.mul
                local.set 109
                local.get 104
                local.get 25
                f32x4.mul
                local.set 110
                local.get 107
                local.get 109
                f32x4.sub
                local.set 111
                local.get 108
                local.get 110
                f32x4.sub
                local.set 112
                local.get 111
                local.get 111
                f32x4.mul
                local.set 113
                local.get 112
                local.get 112
                f32x4.mul
                local.set 114
                local.get 26
                local.get 111
                f32x4.mul
                local.set 115
                local.get 26
                local.get 112
                f32x4.mul
                local.set 116
                local.get 115
                local.get 27
                f32x4.add
                local.set 117
                local.get 116
                local.get 27
                f32x4.add
                local.set 118
                local.get 28
                local.get 111
                f32x4.mul
                local.set 119
                local.get 28
                local.get 112
                f32x4.mul
                local.set 120
                local.get 119
                local.get 29
                f32x4.add
                local.set 121
                local.get 120
                local.get 29
                f32x4.add
                local.set 122
                local.get 30
                local.get 111
                f32x4.mul
                local.set 123
                local.get 30
                local.get 112
                f32x4.mul
                local.set 124
                local.get 123
                local.get 31
                f32x4.add
                local.set 125
                local.get 124
                local.get 31
                f32x4.add
                local.set 126
                local.get 121
                local.get 113
                f32x4.mul
                local.set 127
                local.get 122
                local.get 114
                f32x4.mul
                local.set 128
                local.get 127
                local.get 117
                f32x4.add
                local.set 129
                local.get 128
                local.get 118
                f32x4.add
                local.set 130
                local.get 113
                local.get 113
                f32x4.mul
                local.set 131
                local.get 114
                local.get 114
                f32x4.mul
                local.set 132
                local.get 125
                local.get 131
                f32x4.mul
                local.set 133
                local.get 126
                local.get 132
                f32x4.mul
                local.set 134
                local.get 133
                local.get 129
                f32x4.add
                local.set 135
                local.get 134
                local.get 130
                f32x4.add
                local.set 136
                local.get 113
                local.get 135
                f32x4.mul
                local.set 137
                local.get 114
                local.get 136
                f32x4.mul
                local.set 138
                local.get 137
                local.get 109
                f32x4.sub
                local.set 139
                local.get 138
                local.get 110
                f32x4.sub
                local.set 140
                local.get 107
                local.get 139
                f32x4.add
                local.set 141
                local.get 108
                local.get 140
                f32x4.add
                local.set 142
                local.get 141
                local.get 32
                f32x4.add
                local.set 143
                local.get 142
                local.get 32
                f32x4.add
                local.set 144
                local.get 101
                i32.const 1
                i32x4.shr_s
                local.set 145
                local.get 102
                i32.const 1
                i32x4.shr_s
                local.set 146
                local.get 145
                local.get 33
                i32x4.add
                local.set 147
                local.get 146
                local.get 33
                i32x4.add
                local.set 148
                local.get 147
                i32.const 23
                i32x4.shl
                local.set 149
                local.get 148
                i32.const 23
                i32x4.shl
                local.set 150
                local.get 143
                local.get 149
                f32x4.mul
                local.set 151
                local.get 144
                local.get 150
                f32x4.mul
                local.set 152
                local.get 101
                local.get 145
                i32x4.sub
                local.set 153
                local.get 102
                local.get 146
                i32x4.sub
                local.set 154
                local.get 153
                local.get 33
                i32x4.add
                local.set 155
                local.get 154
                local.get 33
                i32x4.add
                local.set 156
                local.get 155
                i32.const 23
                i32x4.shl
                local.set 157
                local.get 156
                i32.const 23
                i32x4.shl
                local.set 158
                local.get 151
                local.get 157
                f32x4.mul
                local.set 159
                local.get 152
                local.get 158
                f32x4.mul
                local.set 160
                local.get 12
                i32.const 2
                i32.shl
                local.get 8
                i32.add
                local.set 161
                local.get 161
                local.get 159
                v128.store
                local.get 161
                local.get 160
                v128.store offset=16
              end
              local.get 85
              local.set 86
              local.get 85
              local.set 87
              local.get 85
              local.set 89
              local.get 85
              local.set 90
              local.get 85
              local.set 91
              local.get 85
              local.set 92
              local.get 85
              local.set 93
              local.get 85
              local.set 94
              local.get 85
              local.set 95
              local.get 85
              local.set 96
              local.get 85
              local.set 97
              local.get 85
              local.set 98
              local.get 85
              local.set 99
              local.get 85
              local.set 100
              local.get 85
              local.set 101
              local.get 85
              local.set 102
              local.get 85
              local.set 103
              local.get 85
              local.set 104
              local.get 85
              local.set 105
              local.get 85
              local.set 106
              local.get 85
              local.set 107
              local.get 85
              local.set 108
              local.get 85
              local.set 109
              local.get 85
              local.set 110
              local.get 85
              local.set 111
              local.get 85
              local.set 112
              local.get 85
              local.set 113
              local.get 85
              local.set 114
              local.get 85
              local.set 115
              local.get 85
              local.set 116
              local.get 85
              local.set 117
              local.get 85
              local.set 118
              local.get 85
              local.set 119
              local.get 85
              local.set 120
              local.get 85
              local.set 121
              local.get 85
              local.set 122
              local.get 85
              local.set 123
              local.get 85
              local.set 124
              local.get 85
              local.set 125
              local.get 85
              local.set 126
              local.get 85
              local.set 127
              local.get 85
              local.set 128
              local.get 85
              local.set 129
              local.get 85
              local.set 130
              local.get 85
              local.set 131
              local.get 85
              local.set 132
              local.get 85
              local.set 133
              local.get 85
              local.set 134
              local.get 85
              local.set 135
              local.get 85
              local.set 136
              local.get 85
              local.set 137
              local.get 85
              local.set 138
              local.get 85
              local.set 139
              local.get 85
              local.set 140
              local.get 85
              local.set 141
              local.get 85
              local.set 142
              local.get 85
              local.set 143
              local.get 85
              local.set 144
              local.get 85
              local.set 145
              local.get 85
              local.set 146
              local.get 85
              local.set 147
              local.get 85
              local.set 148
              local.get 85
              local.set 149
              local.get 85
              local.set 150
              local.get 85
              local.set 151
              local.get 85
              local.set 152
              local.get 85
              local.set 153
              local.get 85
              local.set 154
              local.get 85
              local.set 155
              local.get 85
              local.set 156
              local.get 85
              local.set 157
              local.get 85
              local.set 158
              local.get 85
              local.set 159
              local.get 85
              local.set 160
              local.get 12
              i32.const 8
              i32.add
              local.set 12
              br 0
            end
          end
          local.get 34
          local.set 41
          br 0
        end
      end
      local.get 17
      local.get 34
      local.get 16
      i32.sub
      i32.sub
      local.set 17
      local.get 18
      local.get 34
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
