;; kernel body rank 1 {
;;   buffer n: i32 read
;;   buffer m: i32 write
;;   local sum: i32
;;   local k: i32
;;   body {
;;     %0: i32 = index.global 0
;;     %1: i32 = 0
;;     set sum = %1
;;     set k = %1
;;     %2: i32 = 10
;;     %3: i32 = 30
;;     %4: i32 = 3
;;     %5: i32 = 1
;;     %6: i32 = 2
;;     loop {
;;       %7: i32 = get k
;;       %8: bool = lt %7, %2
;;       %9: bool = not %8
;;       if %9 {
;;         break
;;       }
;;       %10: i32 = load n[%0]
;;       %11: bool = eq %7, %10
;;       if %11 {
;;         continue
;;       }
;;       %12: i32 = get sum
;;       %13: bool = gt %12, %3
;;       if %13 {
;;         break
;;       }
;;       %14: i32 = add %0, %7
;;       %15: i32 = rem %14, %4
;;       %16: bool = eq %15, %1
;;       %17: bool = eq %15, %5
;;       %18: i32 = select %17, %5, %6
;;       %19: i32 = select %16, %1, %18
;;       %20: bool = le %19, %1
;;       if %20 {
;;         %21: i32 = add %12, %5
;;         set sum = %21
;;       } else {
;;         %22: bool = le %19, %5
;;         if %22 {
;;           %23: i32 = add %12, %6
;;           set sum = %23
;;         } else {
;;           %24: bool = le %19, %6
;;           if %24 {
;;             %25: i32 = add %12, %7
;;             set sum = %25
;;           }
;;         }
;;       }
;;     } continuing {
;;       %26: i32 = get k
;;       %27: i32 = add %26, %5
;;       set k = %27
;;     }
;;     %28: i32 = get sum
;;     store m[%0] = %28
;;   }
;; }
;;
;; lanes: 8
(module
  (import "memory" "0" (memory 1 65536 shared))
  (func (;0;) (export "run") (param i32 i32 i32 i32)
    (local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 v128 v128 i32 i64 i64 i32 i32 i64 i64 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 v128 v128 v128 i32 v128 v128 v128 v128 i32 i32 i32 v128 v128 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 i32 v128 v128 v128 v128 i32 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 v128 i32 i32 v128 v128 i32)
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
    i32.const 0
    i32x4.splat
    local.set 19
    i32.const 30
    i32x4.splat
    local.set 20
    i32.const 3
    i32x4.splat
    local.set 21
    i32.const 1
    i32x4.splat
    local.set 22
    i32.const 2
    i32x4.splat
    local.set 23
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
      local.set 24
      local.get 16
      local.set 12
      local.get 16
      i64.extend_i32_u
      local.set 25
      local.get 24
      i64.extend_i32_u
      local.set 26
      i32.const 0
      i64.extend_i32_s
      local.set 29
      i64.const 0
      local.get 29
      i64.sub
      local.tee 30
      local.get 25
      local.get 30
      local.get 25
      i64.gt_s
      select
      local.set 25
      local.get 9
      i64.extend_i32_u
      local.get 29
      i64.sub
      local.tee 30
      local.get 26
      local.get 30
      local.get 26
      i64.lt_s
      select
      local.set 26
      i32.const 0
      i64.extend_i32_s
      local.set 29
      i64.const 0
      local.get 29
      i64.sub
      local.tee 30
      local.get 25
      local.get 30
      local.get 25
      i64.gt_s
      select
      local.set 25
      local.get 11
      i64.extend_i32_u
      local.get 29
      i64.sub
      local.tee 30
      local.get 26
      local.get 30
      local.get 26
      i64.lt_s
      select
      local.set 26
      local.get 25
      local.get 24
      i64.extend_i32_u
      local.get 25
      local.get 24
      i64.extend_i32_u
      i64.lt_s
      select
      i32.wrap_i64
      local.set 27
      local.get 26
      i64.const 0
      local.get 26
      i64.const 0
      i64.gt_s
      select
      i32.wrap_i64
      local.set 28
      local.get 27
      local.set 31
      block
        loop
          block
            loop
              local.get 12
              local.get 31
              i32.ge_u
              br_if 1
              block
                i32.const 0
                local.set 32
                i32.const 0
                local.set 33
                block
                  loop
                    block
                      local.get 33
                      local.set 34
                      local.get 34
                      i32.const 10
                      i32.lt_s
                      local.set 35
                      local.get 35
                      i32.eqz
                      local.set 36
                      local.get 36
                      if
                        br 3
                      end
                      local.get 12
                      local.set 37
                      local.get 37
                      local.get 9
                      i32.lt_u
                      local.set 38
                      local.get 37
                      i32.const 0
                      local.get 38
                      select
                      i32.const 2
                      i32.shl
                      local.get 8
                      i32.add
                      i32.load
                      i32.const 0
                      local.get 38
                      select
                      local.set 39
                      local.get 34
                      local.get 39
                      i32.eq
                      local.set 40
                      local.get 40
                      if
                        br 1
                      end
                      local.get 32
                      local.set 41
                      local.get 41
                      i32.const 30
                      i32.gt_s
                      local.set 42
                      local.get 42
                      if
                        br 3
                      end
                      local.get 12
                      local.get 34
                      i32.add
                      local.set 43
                      local.get 43
                      i32.const 3
                      i32.rem_s
                      local.set 44
                      local.get 44
                      i32.const 0
                      i32.eq
                      local.set 45
                      local.get 44
                      i32.const 1
                      i32.eq
                      local.set 46
                      i32.const 1
                      i32.const 2
                      local.get 46
                      select
                      local.set 47
                      i32.const 0
                      local.get 47
                      local.get 45
                      select
                      local.set 48
                      local.get 48
                      i32.const 0
                      i32.le_s
                      local.set 49
                      local.get 49
                      if
                        local.get 41
                        i32.const 1
                        i32.add
                        local.set 50
                        local.get 50
                        local.set 32
                      else
                        local.get 48
                        i32.const 1
                        i32.le_s
                        local.set 51
                        local.get 51
                        if
                          local.get 41
                          i32.const 2
                          i32.add
                          local.set 52
                          local.get 52
                          local.set 32
                        else
                          local.get 48
                          i32.const 2
                          i32.le_s
                          local.set 53
                          local.get 53
                          if
                            local.get 41
                            local.get 34
                            i32.add
                            local.set 54
                            local.get 54
                            local.set 32
                          end
                        end
                      end
                    end
                    local.get 33
                    local.set 55
                    local.get 55
                    i32.const 1
                    i32.add
                    local.set 56
                    local.get 56
                    local.set 33
                    br 0
                  end
                end
                local.get 32
                local.set 57
                local.get 12
                local.set 58
                local.get 58
                local.get 11
                i32.lt_u
                if
                  local.get 58
                  i32.const 2
                  i32.shl
                  local.get 10
                  i32.add
                  local.get 57
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
          local.get 24
          i32.ge_u
          br_if 1
          block
            loop
              local.get 12
              i32.const 8
              i32.add
              local.get 28
              i32.gt_u
              br_if 1
              block
                local.get 19
                local.set 60
                local.get 19
                local.set 61
                i32.const 0
                local.set 62
                v128.const i32x4 0xffffffff 0xffffffff 0xffffffff 0xffffffff
                local.set 63
                v128.const i32x4 0xffffffff 0xffffffff 0xffffffff 0xffffffff
                local.set 64
                block
                  loop
                    block
                      local.get 63
                      local.set 65
                      local.get 64
                      local.set 66
                      local.get 62
                      local.set 67
                      local.get 67
                      i32.const 10
                      i32.lt_s
                      local.set 68
                      local.get 68
                      i32.eqz
                      local.set 69
                      local.get 69
                      if
                        local.get 63
                        local.get 65
                        v128.andnot
                        local.set 63
                        local.get 64
                        local.get 66
                        v128.andnot
                        local.set 64
                        local.get 65
                        local.get 65
                        v128.andnot
                        local.set 65
                        local.get 66
                        local.get 66
                        v128.andnot
                        local.set 66
                      end
                      local.get 12
                      i32.const 2
                      i32.shl
                      local.get 8
                      i32.add
                      local.set 72
                      local.get 72
                      v128.load
                      local.set 70
                      local.get 72
                      v128.load offset=16
                      local.set 71
                      local.get 67
                      i32x4.splat
                      local.get 70
                      i32x4.eq
                      local.set 73
                      local.get 67
                      i32x4.splat
                      local.get 71
                      i32x4.eq
                      local.set 74
                      local.get 73
                      local.get 65
                      v128.and
                      local.set 75
                      local.get 74
                      local.get 66
                      v128.and
                      local.set 76
                      local.get 75
                      local.get 76
                      v128.or
                      v128.any_true
                      if
                        local.get 65
                        local.get 75
                        v128.andnot
                        local.set 65
                        local.get 66
                        local.get 76
                        v128.andnot
                        local.set 66
                        local.get 75
                        local.get 75
                        v128.andnot
                        local.set 75
                        local.get 76
                        local.get 76
                        v128.andnot
                        local.set 76
                      end
                      local.get 60
                      local.set 77
                      local.get 61
                      local.set 78
                      local.get 77
                      local.get 20
                      i32x4.gt_s
                      local.set 79
                      local.get 78
                      local.get 20
                      i32x4.gt_s
                      local.set 80
                      local.get 79
                      local.get 65
                      v128.and
                      local.set 81
                      local.get 80
                      local.get 66
                      v128.and
                      local.set 82
                      local.get 81
                      local.get 82
                      v128.or
                      v128.any_true
                      if
                        local.get 63
                        local.get 81
                        v128.andnot
                        local.set 63
                        local.get 64
                        local.get 82
                        v128.andnot
                        local.set 64
                        local.get 65
                        local.get 81
                        v128.andnot
                        local.set 65
                        local.get 66
                        local.get 82
                        v128.andnot
                        local.set 66
                        local.get 81
                        local.get 81
                        v128.andnot
                        local.set 81
                        local.get 82
                        local.get 82
                        v128.andnot
                        local.set 82
                      end
                      local.get 12
                      local.get 67
                      i32.add
                      local.set 83
                      local.get 83
                      i32x4.splat
                      v128.const i32x4 0x00000000 0x00000001 0x00000002 0x00000003
                      i32x4.add
                      local.set 84
                      local.get 83
                      i32x4.splat
                      v128.const i32x4 0x00000004 0x00000005 0x00000006 0x00000007
                      i32x4.add
                      local.set 85
                      local.get 84
                      i32x4.extract_lane 0
                      local.set 88
                      local.get 86
                      local.get 88
                      i32.const 3
                      i32.rem_s
                      i32x4.replace_lane 0
                      local.set 86
                      local.get 84
                      i32x4.extract_lane 1
                      local.set 88
                      local.get 86
                      local.get 88
                      i32.const 3
                      i32.rem_s
                      i32x4.replace_lane 1
                      local.set 86
                      local.get 84
                      i32x4.extract_lane 2
                      local.set 88
                      local.get 86
                      local.get 88
                      i32.const 3
                      i32.rem_s
                      i32x4.replace_lane 2
                      local.set 86
                      local.get 84
                      i32x4.extract_lane 3
                      local.set 88
                      local.get 86
                      local.get 88
                      i32.const 3
                      i32.rem_s
                      i32x4.replace_lane 3
                      local.set 86
                      local.get 85
                      i32x4.extract_lane 0
                      local.set 88
                      local.get 87
                      local.get 88
                      i32.const 3
                      i32.rem_s
                      i32x4.replace_lane 0
                      local.set 87
                      local.get 85
                      i32x4.extract_lane 1
                      local.set 88
                      local.get 87
                      local.get 88
                      i32.const 3
                      i32.rem_s
                      i32x4.replace_lane 1
                      local.set 87
                      local.get 85
                      i32x4.extract_lane 2
                      local.set 88
                      local.get 87
                      local.get 88
                      i32.const 3
                      i32.rem_s
                      i32x4.replace_lane 2
                      local.set 87
                      local.get 85
                      i32x4.extract_lane 3
                      local.set 88
                      local.get 87
                      local.get 88
                      i32.const 3
                      i32.rem_s
                      i32x4.replace_lane 3
                      local.set 87
                      local.get 86
                      local.get 19
                      i32x4.eq
                      local.set 89
                      local.get 87
                      local.get 19
                      i32x4.eq
                      local.set 90
                      local.get 86
                      local.get 22
                      i32x4.eq
                      local.set 91
                      local.get 87
                      local.get 22
                      i32x4.eq
                      local.set 92
                      local.get 22
                      local.get 23
                      local.get 91
                      v128.bitselect
                      local.set 93
                      local.get 22
                      local.get 23
                      local.get 92
                      v128.bitselect
                      local.set 94
                      local.get 19
                      local.get 93
                      local.get 89
                      v128.bitselect
                      local.set 95
                      local.get 19
                      local.get 94
                      local.get 90
                      v128.bitselect
                      local.set 96
                      local.get 95
                      local.get 19
                      i32x4.le_s
                      local.set 97
                      local.get 96
                      local.get 19
                      i32x4.le_s
                      local.set 98
                      local.get 97
                      local.get 65
                      v128.and
                      local.set 99
                      local.get 98
                      local.get 66
                      v128.and
                      local.set 100
                      local.get 65
                      local.get 97
                      v128.andnot
                      local.set 101
                      local.get 66
                      local.get 98
                      v128.andnot
                      local.set 102
                      local.get 77
                      local.get 22
                      i32x4.add
                      local.set 103
                      local.get 78
                      local.get 22
                      i32x4.add
                      local.set 104
                      local.get 103
                      local.get 60
                      local.get 99
                      v128.bitselect
                      local.set 60
                      local.get 104
                      local.get 61
                      local.get 100
                      v128.bitselect
                      local.set 61
                      local.get 101
                      local.get 102
                      v128.or
                      v128.any_true
                      if
                        local.get 95
                        local.get 22
                        i32x4.le_s
                        local.set 105
                        local.get 96
                        local.get 22
                        i32x4.le_s
                        local.set 106
                        local.get 105
                        local.get 101
                        v128.and
                        local.set 107
                        local.get 106
                        local.get 102
                        v128.and
                        local.set 108
                        local.get 101
                        local.get 105
                        v128.andnot
                        local.set 109
                        local.get 102
                        local.get 106
                        v128.andnot
                        local.set 110
                        local.get 77
                        local.get 23
                        i32x4.add
                        local.set 111
                        local.get 78
                        local.get 23
                        i32x4.add
                        local.set 112
                        local.get 111
                        local.get 60
                        local.get 107
                        v128.bitselect
                        local.set 60
                        local.get 112
                        local.get 61
                        local.get 108
                        v128.bitselect
                        local.set 61
                        local.get 109
                        local.get 110
                        v128.or
                        v128.any_true
                        if
                          local.get 95
                          local.get 23
                          i32x4.le_s
                          local.set 113
                          local.get 96
                          local.get 23
                          i32x4.le_s
                          local.set 114
                          local.get 113
                          local.get 109
                          v128.and
                          local.set 115
                          local.get 114
                          local.get 110
                          v128.and
                          local.set 116
                          local.get 77
                          local.get 67
                          i32x4.splat
                          i32x4.add
                          local.set 117
                          local.get 78
                          local.get 67
                          i32x4.splat
                          i32x4.add
                          local.set 118
                          local.get 117
                          local.get 60
                          local.get 115
                          v128.bitselect
                          local.set 60
                          local.get 118
                          local.get 61
                          local.get 116
                          v128.bitselect
                          local.set 61
                        end
                      end
                    end
                    local.get 62
                    local.set 119
                    local.get 119
                    i32.const 1
                    i32.add
                    local.set 120
                    local.get 120
                    local.set 62
                    local.get 59
                    local.set 65
                    local.get 59
                    local.set 66
                    local.get 59
                    local.set 70
                    local.get 59
                    local.set 71
                    local.get 59
                    local.set 73
                    local.get 59
                    local.set 74
                    local.get 59
                    local.set 75
                    local.get 59
                    local.set 76
                    local.get 59
                    local.set 77
                    local.get 59
                    local.set 78
                    local.get 59
                    local.set 79
                    local.get 59
                    local.set 80
                    local.get 59
                    local.set 81
                    local.get 59
                    local.set 82
                    local.get 59
                    local.set 84
                    local.get 59
                    local.set 85
                    local.get 59
                    local.set 86
                    local.get 59
                    local.set 87
                    local.get 59
                    local.set 89
                    local.get 59
                    local.set 90
                    local.get 59
                    local.set 91
                    local.get 59
                    local.set 92
                    local.get 59
                    local.set 93
                    local.get 59
                    local.set 94
                    local.get 59
                    local.set 95
                    local.get 59
                    local.set 96
                    local.get 59
                    local.set 97
                    local.get 59
                    local.set 98
                    local.get 59
                    local.set 99
                    local.get 59
                    local.set 100
                    local.get 59
                    local.set 101
                    local.get 59
                    local.set 102
                    local.get 59
                    local.set 103
                    local.get 59
                    local.set 104
                    local.get 59
                    local.set 105
                    local.get 59
                    local.set 106
                    local.get 59
                    local.set 107
                    local.get 59
                    local.set 108
                    local.get 59
                    local.set 109
                    local.get 59
                    local.set 110
                    local.get 59
                    local.set 111
                    local.get 59
                    local.set 112
                    local.get 59
                    local.set 113
                    local.get 59
                    local.set 114
                    local.get 59
                    local.set 115
                    local.get 59
                    local.set 116
                    local.get 59
                    local.set 117
                    local.get 59
                    local.set 118
                    local.get 63
                    local.get 64
                    v128.or
                    v128.any_true
                    br_if 0
                  end
                end
                local.get 60
                local.set 121
                local.get 61
                local.set 122
                local.get 12
                i32.const 2
                i32.shl
                local.get 10
                i32.add
                local.set 123
                local.get 123
                local.get 121
                v128.store
                local.get 123
                local.get 122
                v128.store offset=16
              end
              local.get 59
              local.set 63
              local.get 59
              local.set 64
              local.get 59
              local.set 65
              local.get 59
              local.set 66
              local.get 59
              local.set 70
              local.get 59
              local.set 71
              local.get 59
              local.set 73
              local.get 59
              local.set 74
              local.get 59
              local.set 75
              local.get 59
              local.set 76
              local.get 59
              local.set 77
              local.get 59
              local.set 78
              local.get 59
              local.set 79
              local.get 59
              local.set 80
              local.get 59
              local.set 81
              local.get 59
              local.set 82
              local.get 59
              local.set 84
              local.get 59
              local.set 85
              local.get 59
              local.set 86
              local.get 59
              local.set 87
              local.get 59
              local.set 89
              local.get 59
              local.set 90
              local.get 59
              local.set 91
              local.get 59
              local.set 92
              local.get 59
              local.set 93
              local.get 59
              local.set 94
              local.get 59
              local.set 95
              local.get 59
              local.set 96
              local.get 59
              local.set 97
              local.get 59
              local.set 98
              local.get 59
              local.set 99
              local.get 59
              local.set 100
              local.get 59
              local.set 101
              local.get 59
              local.set 102
              local.get 59
              local.set 103
              local.get 59
              local.set 104
              local.get 59
              local.set 105
              local.get 59
              local.set 106
              local.get 59
              local.set 107
              local.get 59
              local.set 108
              local.get 59
              local.set 109
              local.get 59
              local.set 110
              local.get 59
              local.set 111
              local.get 59
              local.set 112
              local.get 59
              local.set 113
              local.get 59
              local.set 114
              local.get 59
              local.set 115
              local.get 59
              local.set 116
              local.get 59
              local.set 117
              local.get 59
              local.set 118
              local.get 59
              local.set 121
              local.get 59
              local.set 122
              local.get 12
              i32.const 8
              i32.add
              local.set 12
              br 0
            end
          end
          local.get 24
          local.set 31
          br 0
        end
      end
      local.get 17
      local.get 24
      local.get 16
      i32.sub
      i32.sub
      local.set 17
      local.get 18
      local.get 24
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
