;; The search of the LZS compressor: src/lzs-search.ts says which strings are found, and this must find
;; the same as src/lzs-typescript-search.ts. The caller keeps the text and sets the globals; the output
;; has room for what the longest text can give.
;;
;; Memory (2 pages, never grown):
;;       0  newest position of each slot of three bytes (4096 of 16 bits)
;;    8192  the same for two bytes
;;   16384  by position modulo 2048: the position before it in its slot of three (16 bits)
;;   20480  the text (32768 bytes) and 40 bytes of padding
;;   53296  by the length of a copy, 2 to 8: bits of its code, its code (8 bits each)
;;   53376  the output
;;
;; Slots are kept times 2, as byte addresses. Positions and distances count modulo 65536. A branch where
;; the text can be guessed lets the next item begin early: arithmetic in its place was slower.
(module
  (memory (export "memory") 2 2)
  (data (i32.const 53296) "\02\00\02\01\02\02\04\0c\04\0d\04\0e\04\0f")
  (global (export "text") i32 (i32.const 20480))
  (global (export "output") i32 (i32.const 53376))
  (global $depth (export "depth") (mut i32) (i32.const 1))
  (global $enterBytes (export "enterBytes") (mut i32) (i32.const 4))
  (global $end (export "end") (mut i32) (i32.const 0))
  (global $done (export "done") (mut i32) (i32.const 0))
  (global $entered (export "entered") (mut i32) (i32.const 0))
  (global $base (export "base") (mut i32) (i32.const 0))
  (global $bits (export "bits") (mut i32) (i32.const 0))
  (global $bitCount (export "bitCount") (mut i32) (i32.const 0))
  (global $openOffset (export "openOffset") (mut i32) (i32.const 0))
  (global $openBytes (export "openBytes") (mut i32) (i32.const 0))

  (func (export "clear")
    (memory.fill (i32.const 0) (i32.const 0) (i32.const 20480)))

  ;; How many bytes of text are equal at two places, 32 at most.
  (func $equal (param $here i32) (param $there i32) (result i32)
    (local $equal i32) (local $difference i64)
    (block $differ
      (loop $more
        (local.set $difference
          (i64.xor
            (i64.load offset=20480 align=1 (i32.add (local.get $here) (local.get $equal)))
            (i64.load offset=20480 align=1 (i32.add (local.get $there) (local.get $equal)))))
        (br_if $differ (i64.ne (local.get $difference) (i64.const 0)))
        (br_if $more
          (i32.ne (local.tee $equal (i32.add (local.get $equal) (i32.const 8))) (i32.const 32)))))
    ;; Without a difference ctz is 64, and nothing is added.
    (i32.add (local.get $equal)
      (i32.and (i32.const 7)
        (i32.shr_u (i32.wrap_i64 (i64.ctz (local.get $difference))) (i32.const 3)))))

  ;; Bytes of output.
  (func (export "run") (param $final i32) (result i32)
    (local $done i32) (local $end i32) (local $last i32) (local $entered i32) (local $base i32)
    (local $position i32) (local $word i32) (local $bytes i64) (local $slot i32) (local $slot2 i32)
    (local $newest i32) (local $pair i32) (local $back i32) (local $difference i64)
    (local $length i32) (local $offset i32) (local $equal i32)
    (local $chained i32) (local $left i32) (local $distance i32)
    (local $value i32) (local $width i32) (local $code i32) (local $short i32)
    (local $grouped i32) (local $full i32)
    (local $bits i32) (local $bitCount i32) (local $at i32)
    (local.set $chained (i32.gt_u (global.get $depth) (i32.const 1)))
    (local.set $done (global.get $done))
    (local.set $end (global.get $end))
    (local.set $entered (global.get $entered))
    (local.set $base (global.get $base))
    (local.set $bits (global.get $bits))
    (local.set $bitCount (global.get $bitCount))
    (local.set $last
      (i32.sub (local.get $end)
        (select (i32.const 1) (i32.const 32) (local.get $final))))
    (block $stop
      (loop $item
        (br_if $stop (i32.gt_s (local.get $done) (local.get $last)))

        ;; The last bytes of a copy enter the table of three.
        (if (i32.lt_s (local.get $entered) (i32.sub (local.get $done) (global.get $enterBytes)))
          (then (local.set $entered (i32.sub (local.get $done) (global.get $enterBytes)))))
        (block $all
          (loop $enter
            (br_if $all (i32.ge_s (local.get $entered) (local.get $done)))
            (local.set $word (i32.load offset=20480 align=1 (local.get $entered)))
            (local.set $position (i32.add (local.get $entered) (local.get $base)))
            (local.set $slot
              (i32.and (i32.const 0x1ffe)
                (i32.shr_u
                  (i32.mul (i32.shl (local.get $word) (i32.const 8)) (i32.const 0x9e3779b1))
                  (i32.const 19))))
            (if (local.get $chained)
              (then
                (i32.store16 offset=16384
                  (i32.and (i32.shl (local.get $position) (i32.const 1)) (i32.const 0xffe))
                  (i32.load16_u (local.get $slot)))))
            (i32.store16 (local.get $slot) (local.get $position))
            (local.set $entered (i32.add (local.get $entered) (i32.const 1)))
            (br $enter)))

        (local.set $position (i32.add (local.get $done) (local.get $base)))
        (local.set $bytes (i64.load offset=20480 align=1 (local.get $done)))
        (local.set $word (i32.wrap_i64 (local.get $bytes)))
        (local.set $slot
          (i32.and (i32.const 0x1ffe)
            (i32.shr_u
              (i32.mul (i32.shl (local.get $word) (i32.const 8)) (i32.const 0x9e3779b1))
              (i32.const 19))))
        (local.set $slot2
          (i32.and (i32.const 0x1ffe)
            (i32.shr_u
              (i32.mul (i32.shl (local.get $word) (i32.const 16)) (i32.const 0x9e3779b1))
              (i32.const 19))))
        (local.set $newest (i32.load16_u (local.get $slot)))
        (local.set $pair (i32.load16_u offset=8192 (local.get $slot2)))
        (if (local.get $chained)
          (then
            (i32.store16 offset=16384
              (i32.and (i32.shl (local.get $position) (i32.const 1)) (i32.const 0xffe))
              (local.get $newest))))
        (i32.store16 (local.get $slot) (local.get $position))
        (i32.store16 offset=8192 (local.get $slot2) (local.get $position))
        (local.set $entered (i32.add (local.get $done) (i32.const 1)))

        (local.set $length (i32.const 1))
        (local.set $offset
          (i32.and (i32.sub (local.get $position) (local.get $newest)) (i32.const 0xffff)))
        (block $searched
          (br_if $searched
            (i32.ge_u (i32.sub (local.get $offset) (i32.const 1)) (i32.const 2047)))
          (local.set $back (i32.sub (local.get $done) (local.get $offset)))
          (local.set $difference
            (i64.xor (local.get $bytes) (i64.load offset=20480 align=1 (local.get $back))))
          (if (i32.eqz (i32.and (i32.wrap_i64 (local.get $difference)) (i32.const 0xffff)))
            (then
              ;; $equal, in place: a call costs a tenth of the speed here.
              (local.set $length (i32.const 0))
              (block $differ
                (loop $more
                  (br_if $differ (i64.ne (local.get $difference) (i64.const 0)))
                  (local.set $length (i32.add (local.get $length) (i32.const 8)))
                  (br_if $differ (i32.eq (local.get $length) (i32.const 32)))
                  (local.set $difference
                    (i64.xor
                      (i64.load offset=20480 align=1
                        (i32.add (local.get $done) (local.get $length)))
                      (i64.load offset=20480 align=1
                        (i32.add (local.get $back) (local.get $length)))))
                  (br $more)))
              (local.set $length
                (i32.add (local.get $length)
                  (i32.and (i32.const 7)
                    (i32.shr_u (i32.wrap_i64 (i64.ctz (local.get $difference))) (i32.const 3)))))))
          (br_if $searched (i32.eqz (local.get $chained)))
          (br_if $searched (i32.eq (local.get $length) (i32.const 32)))

          (local.set $left (i32.sub (global.get $depth) (i32.const 1)))
          (local.set $distance (local.get $offset))
          (loop $candidate
            (local.set $distance
              (i32.and (i32.const 0xffff)
                (i32.sub (local.get $position)
                  (i32.load16_u offset=16384
                    (i32.and (i32.const 0xffe)
                      (i32.shl (i32.sub (local.get $position) (local.get $distance))
                        (i32.const 1)))))))
            (br_if $searched
              (i32.ge_u (i32.sub (local.get $distance) (i32.const 1)) (i32.const 2047)))
            (local.set $back (i32.sub (local.get $done) (local.get $distance)))
            ;; Only a string that is equal one byte farther can be longer.
            (if
              (i32.eq
                (i32.load16_u offset=20479 align=1
                  (i32.add (local.get $done) (local.get $length)))
                (i32.load16_u offset=20479 align=1
                  (i32.add (local.get $back) (local.get $length))))
              (then
                (local.set $equal (call $equal (local.get $done) (local.get $back)))
                (if (i32.gt_u (local.get $equal) (local.get $length))
                  (then
                    (local.set $length (local.get $equal))
                    (local.set $offset (local.get $distance))
                    (br_if $searched (i32.eq (local.get $length) (i32.const 32)))))))
            (br_if $candidate
              (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))

        (if (i32.lt_u (local.get $length) (i32.const 2))
          (then
            (local.set $offset
              (i32.and (i32.sub (local.get $position) (local.get $pair)) (i32.const 0xffff)))
            (if (i32.lt_u (i32.sub (local.get $offset) (i32.const 1)) (i32.const 2047))
              (then
                (if
                  (i32.eq (i32.and (local.get $word) (i32.const 0xffff))
                    (i32.load16_u offset=20480 align=1
                      (i32.sub (local.get $done) (local.get $offset))))
                  (then (local.set $length (i32.const 2))))))))
        (if (i32.gt_s (local.get $length) (i32.sub (local.get $end) (local.get $done)))
          (then (local.set $length (i32.sub (local.get $end) (local.get $done)))))

        (local.set $grouped (i32.const -1))
        (if (i32.lt_s (local.get $length) (i32.const 2))
          (then
            (local.set $value (i32.and (local.get $word) (i32.const 0xff)))
            (local.set $width (i32.const 9))
            (local.set $done (i32.add (local.get $done) (i32.const 1))))
          (else
            (if (i32.eq (local.get $length) (i32.const 32))
              (then
                ;; From here $length is the position behind the copy.
                (local.set $length (i32.add (local.get $done) (i32.const 32)))
                (block $differ
                  (loop $words
                    (br_if $differ
                      (i32.gt_s (local.get $length) (i32.sub (local.get $end) (i32.const 8))))
                    (br_if $differ
                      (i64.ne
                        (i64.load offset=20480 align=1 (local.get $length))
                        (i64.load offset=20480 align=1
                          (i32.sub (local.get $length) (local.get $offset)))))
                    (local.set $length (i32.add (local.get $length) (i32.const 8)))
                    (br $words)))
                (block $differ
                  (loop $single
                    (br_if $differ (i32.eq (local.get $length) (local.get $end)))
                    (br_if $differ
                      (i32.ne
                        (i32.load8_u offset=20480 (local.get $length))
                        (i32.load8_u offset=20480
                          (i32.sub (local.get $length) (local.get $offset)))))
                    (local.set $length (i32.add (local.get $length) (i32.const 1)))
                    (br $single)))
                (local.set $length (i32.sub (local.get $length) (local.get $done)))
                (if
                  (i32.and (i32.eqz (local.get $final))
                    (i32.eq (i32.add (local.get $done) (local.get $length)) (local.get $end)))
                  (then
                    (global.set $openOffset (local.get $offset))
                    (global.set $openBytes (local.get $length))
                    (local.set $done (local.get $end))
                    (br $stop)))))
            (local.set $done (i32.add (local.get $done) (local.get $length)))
            (local.set $short (i32.lt_u (local.get $offset) (i32.const 128)))
            (local.set $value
              (i32.or (local.get $offset)
                (select (i32.const 0x180) (i32.const 0x1000) (local.get $short))))
            (local.set $width (select (i32.const 9) (i32.const 13) (local.get $short)))
            ;; 8 and more have the code of 8.
            (local.set $code
              (i32.shl
                (select (local.get $length) (i32.const 8)
                  (i32.lt_u (local.get $length) (i32.const 8)))
                (i32.const 1)))
            (local.set $value
              (i32.or
                (i32.shl (local.get $value) (i32.load8_u offset=53292 (local.get $code)))
                (i32.load8_u offset=53293 (local.get $code))))
            (local.set $width
              (i32.add (local.get $width) (i32.load8_u offset=53292 (local.get $code))))
            (local.set $grouped (i32.sub (local.get $length) (i32.const 8)))))

        (loop $emit
          (local.set $bits
            (i32.or (local.get $bits)
              (i32.shl (local.get $value)
                (i32.sub (i32.sub (i32.const 32) (local.get $bitCount)) (local.get $width)))))
          (local.set $bitCount (i32.add (local.get $bitCount) (local.get $width)))
          ;; Bytes in the order of the stream, the highest first.
          (i32.store offset=53376 align=1 (local.get $at)
            (i32.or
              (i32.and (i32.rotl (local.get $bits) (i32.const 8)) (i32.const 0x00ff00ff))
              (i32.and (i32.rotr (local.get $bits) (i32.const 8)) (i32.const 0xff00ff00))))
          (local.set $at (i32.add (local.get $at) (i32.shr_u (local.get $bitCount) (i32.const 3))))
          (local.set $bits
            (i32.shl (local.get $bits) (i32.and (local.get $bitCount) (i32.const 24))))
          (local.set $bitCount (i32.and (local.get $bitCount) (i32.const 7)))
          (br_if $item (i32.lt_s (local.get $grouped) (i32.const 0)))
          ;; Four full groups at once, or up to three and the last.
          (local.set $full (i32.div_u (local.get $grouped) (i32.const 15)))
          (if (i32.lt_u (local.get $full) (i32.const 4))
            (then
              (local.set $width
                (i32.add (i32.shl (local.get $full) (i32.const 2)) (i32.const 4)))
              (local.set $value
                (i32.and
                  (i32.or (i32.const 0xfff0)
                    (i32.sub (local.get $grouped) (i32.mul (local.get $full) (i32.const 15))))
                  (i32.sub (i32.shl (i32.const 1) (local.get $width)) (i32.const 1))))
              (local.set $grouped (i32.const -1)))
            (else
              (local.set $value (i32.const 0xffff))
              (local.set $width (i32.const 16))
              (local.set $grouped (i32.sub (local.get $grouped) (i32.const 60)))))
          (br $emit))))

    (global.set $done (local.get $done))
    (global.set $entered (local.get $entered))
    (global.set $bits (local.get $bits))
    (global.set $bitCount (local.get $bitCount))
    (local.get $at)))
