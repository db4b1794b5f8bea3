;; LZRW3 for one block at a time. The caller puts a block at `text` and calls compress, or a stream at
;; `stream` and calls decompress, and finds the result in the other place. All lengths are checked by
;; the caller against the sizes below; what a stream says is checked here.
;;
;; Memory (3 pages, never grown):
;;       0  4096 slots of 16 bits, then the spare slot (byte address 8192)
;;    8256  the start string (18 bytes), then the block at 8274 (63488 bytes), then room for a copy
;;          that writes 18 bytes whatever its length. A slot holds an offset from 8256.
;;   73728  the stream (up to 71430 bytes)
;;
;; The hash stands in four places because engines that do not inline calls lose a fifth of the speed.
;; It is kept times 2, as the byte address of its slot.
(module
  (memory (export "memory") 3 3)
  (data (i32.const 8256) "123456789012345678")
  (global (export "text") i32 (i32.const 8274))
  (global (export "stream") i32 (i32.const 73728))
  ;; Where decompress refused: offset in the stream, bytes expanded before.
  (global $offset (export "offset") (mut i32) (i32.const 0))
  (global $expanded (export "expanded") (mut i32) (i32.const 0))

  ;; Length of the stream, or 0: the block does not shrink.
  (func (export "compress") (param $blockBytes i32) (result i32)
    (local $position i32) (local $end i32) (local $earlier i32)
    (local $length i32) (local $controlAt i32) (local $control i32) (local $room i32) (local $burst i32)
    (local $slot i32) (local $slot1 i32) (local $slot2 i32)
    (local $word i32) (local $bytes i64) (local $match i32)
    (memory.fill (i32.const 0) (i32.const 0) (i32.const 8192))
    (i32.store offset=73728 (i32.const 0) (i32.const 0))
    (local.set $position (i32.const 18))
    (local.set $end (i32.add (local.get $blockBytes) (i32.const 18)))
    (local.set $controlAt (i32.const 4))
    (local.set $length (i32.const 6))
    (local.set $room (i32.const 16))
    ;; Slots (as byte addresses) of the two literals before $position, or the spare one.
    (local.set $slot1 (i32.const 8192))
    (local.set $slot2 (i32.const 8192))
    (block $done
      (loop $turn
        ;; Looked at here only, with the next control word already counted.
        (if (i32.gt_s (local.get $length) (local.get $blockBytes)) (then (return (i32.const 0))))
        (if (i32.le_s (local.get $position) (i32.sub (local.get $end) (i32.const 18)))
          (then
            (local.set $burst
              (select (i32.const 16) (i32.const 1)
                (i32.le_s (local.get $position) (i32.sub (local.get $end) (i32.const 288)))))
            (local.set $room (i32.sub (local.get $room) (local.get $burst)))
            (loop $item
              (local.set $bytes (i64.load offset=8256 align=1 (local.get $position)))
              (local.set $word (i32.wrap_i64 (local.get $bytes)))
              (local.set $slot
                (i32.and
                  (i32.shr_u
                    (i32.mul
                      (i32.xor
                        (i32.xor
                          (i32.and (i32.shl (local.get $word) (i32.const 8)) (i32.const 0xff00))
                          (i32.and (i32.shr_u (local.get $word) (i32.const 4)) (i32.const 0xff0)))
                        (i32.and (i32.shr_u (local.get $word) (i32.const 16)) (i32.const 0xff)))
                      (i32.const 40543))
                    (i32.const 3))
                  (i32.const 0x1ffe)))
              (local.set $earlier (i32.load16_u (local.get $slot)))
              (i32.store16 (local.get $slot2) (i32.sub (local.get $position) (i32.const 2)))
              (local.set $bytes
                (i64.xor (local.get $bytes) (i64.load offset=8256 align=1 (local.get $earlier))))
              (local.set $control (i32.shr_u (local.get $control) (i32.const 1)))
              (if (i32.and (i32.wrap_i64 (local.get $bytes)) (i32.const 0xffffff))
                (then
                  (i32.store8 offset=73728 (local.get $length) (local.get $word))
                  (local.set $length (i32.add (local.get $length) (i32.const 1)))
                  (local.set $slot2 (local.get $slot1))
                  (local.set $slot1 (local.get $slot))
                  (local.set $position (i32.add (local.get $position) (i32.const 1))))
                (else
                  (if (i64.ne (local.get $bytes) (i64.const 0))
                    (then
                      (local.set $match
                        (i32.wrap_i64 (i64.shr_u (i64.ctz (local.get $bytes)) (i64.const 3)))))
                    (else
                      (local.set $bytes
                        (i64.xor
                          (i64.load offset=8264 align=1 (local.get $position))
                          (i64.load offset=8264 align=1 (local.get $earlier))))
                      (if (i64.ne (local.get $bytes) (i64.const 0))
                        (then
                          (local.set $match
                            (i32.add
                              (i32.wrap_i64 (i64.shr_u (i64.ctz (local.get $bytes)) (i64.const 3)))
                              (i32.const 8))))
                        (else
                          ;; Bit 16 stops the count after the last two bytes.
                          (local.set $match
                            (i32.add
                              (i32.shr_u
                                (i32.ctz
                                  (i32.or
                                    (i32.xor
                                      (i32.load16_u offset=8272 align=1 (local.get $position))
                                      (i32.load16_u offset=8272 align=1 (local.get $earlier)))
                                    (i32.const 0x10000)))
                                (i32.const 3))
                              (i32.const 16)))))))
                  (i32.store16 offset=73728 align=1 (local.get $length)
                    (i32.or
                      (i32.or
                        (i32.sub (local.get $match) (i32.const 3))
                        (i32.and (i32.shr_u (local.get $slot) (i32.const 5)) (i32.const 0xf0)))
                      (i32.shl (local.get $slot) (i32.const 7))))
                  (local.set $length (i32.add (local.get $length) (i32.const 2)))
                  (local.set $control (i32.or (local.get $control) (i32.const 0x8000)))
                  (i32.store16 (local.get $slot1) (i32.sub (local.get $position) (i32.const 1)))
                  (i32.store16 (local.get $slot) (local.get $position))
                  (local.set $slot1 (i32.const 8192))
                  (local.set $slot2 (i32.const 8192))
                  (local.set $position (i32.add (local.get $position) (local.get $match)))))
              (br_if $item (local.tee $burst (i32.sub (local.get $burst) (i32.const 1))))))
          (else
            (br_if $done (i32.eq (local.get $position) (local.get $end)))
            (i32.store8 offset=73728 (local.get $length)
              (i32.load8_u offset=8256 (local.get $position)))
            (local.set $length (i32.add (local.get $length) (i32.const 1)))
            (local.set $position (i32.add (local.get $position) (i32.const 1)))
            (local.set $control (i32.shr_u (local.get $control) (i32.const 1)))
            (local.set $room (i32.sub (local.get $room) (i32.const 1)))))
        (if (i32.eqz (local.get $room))
          (then
            (i32.store16 offset=73728 align=1 (local.get $controlAt) (local.get $control))
            (local.set $controlAt (local.get $length))
            (local.set $length (i32.add (local.get $length) (i32.const 2)))
            (local.set $control (i32.const 0))
            (local.set $room (i32.const 16))))
        (br $turn)))
    (if (i32.eq (local.get $room) (i32.const 16))
      (then (return (i32.sub (local.get $length) (i32.const 2)))))
    ;; Unused control bits are ones.
    (i32.store16 offset=73728 align=1 (local.get $controlAt)
      (i32.shr_u (i32.or (local.get $control) (i32.const 0xffff0000)) (local.get $room)))
    (local.get $length))

  ;; 0, or why the stream was refused: 1 truncated, 2 overrun, 3 block not full.
  (func (export "decompress") (param $streamBytes i32) (param $blockBytes i32) (result i32)
    (local $position i32) (local $end i32) (local $source i32) (local $distance i32)
    (local $at i32) (local $control i32) (local $item i32) (local $slot i32) (local $count i32)
    (local $byte i32) (local $byte1 i32) (local $byte2 i32) (local $word i32)
    (local $one i32) (local $two i32) (local $i i32) (local $status i32)
    ;; $byte1 and $byte2 are the last two literals; $one and $two say whether they are pending.
    (memory.fill (i32.const 0) (i32.const 0) (i32.const 8192))
    (local.set $position (i32.const 18))
    (local.set $end (i32.add (local.get $blockBytes) (i32.const 18)))
    (block $stop
      (block $overrun
        (block $truncated
          (br_if $truncated (i32.lt_u (local.get $streamBytes) (i32.const 4)))
          (local.set $at (i32.const 4))
          (block $finish
            (loop $group
              (br_if $finish (i32.eq (local.get $at) (local.get $streamBytes)))
              (br_if $truncated
                (i32.lt_u (i32.sub (local.get $streamBytes) (local.get $at)) (i32.const 2)))
              ;; Bit 16 marks the end of the group.
              (local.set $control
                (i32.or (i32.load16_u offset=73728 align=1 (local.get $at)) (i32.const 0x10000)))
              (local.set $at (i32.add (local.get $at) (i32.const 2)))
              (loop $next
                (br_if $finish (i32.eq (local.get $at) (local.get $streamBytes)))
                (if (i32.and (local.get $control) (i32.const 1))
                  (then
                    (br_if $truncated
                      (i32.lt_u (i32.sub (local.get $streamBytes) (local.get $at)) (i32.const 2)))
                    (local.set $item (i32.load16_u offset=73728 align=1 (local.get $at)))
                    (local.set $count
                      (i32.add (i32.and (local.get $item) (i32.const 15)) (i32.const 3)))
                    (br_if $overrun
                      (i32.gt_u (local.get $count) (i32.sub (local.get $end) (local.get $position))))
                    (local.set $at (i32.add (local.get $at) (i32.const 2)))
                    ;; Byte address of the slot.
                    (local.set $slot
                      (i32.or
                        (i32.shl (i32.and (local.get $item) (i32.const 0xf0)) (i32.const 5))
                        (i32.and (i32.shr_u (local.get $item) (i32.const 7)) (i32.const 0x1fe))))
                    (local.set $source (i32.load16_u (local.get $slot)))
                    (local.set $distance (i32.sub (local.get $position) (local.get $source)))
                    ;; A distance is never below 3: a literal's position is entered two bytes late,
                    ;; a copy's when the copy is over. So these 3 bytes are there already.
                    (local.set $word (i32.load offset=8256 align=1 (local.get $source)))
                    (if (i32.ge_u (local.get $distance) (i32.const 16))
                      (then
                        (v128.store offset=8256 align=1 (local.get $position)
                          (v128.load offset=8256 align=1 (local.get $source)))
                        (i32.store16 offset=8272 align=1 (local.get $position)
                          (i32.load16_u offset=8272 align=1 (local.get $source))))
                      (else
                        (local.set $i (i32.const 0))
                        (loop $copy
                          (i32.store8 offset=8256 (i32.add (local.get $position) (local.get $i))
                            (i32.load8_u offset=8256 (i32.add (local.get $source) (local.get $i))))
                          (br_if $copy
                            (i32.lt_u
                              (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                              (local.get $count))))))
                    (if (local.get $one)
                      (then
                        (i32.store16
                          (select
                            (i32.and
                              (i32.shr_u
                                (i32.mul
                                  (i32.xor
                                    (i32.xor (i32.shl (local.get $byte2) (i32.const 8)) (i32.shl (local.get $byte1) (i32.const 4)))
                                    (i32.and (local.get $word) (i32.const 0xff)))
                                  (i32.const 40543))
                                (i32.const 3))
                              (i32.const 0x1ffe))
                            (i32.const 8192)
                            (local.get $two))
                          (i32.sub (local.get $position) (i32.const 2)))
                        (i32.store16
                          (i32.and
                            (i32.shr_u
                              (i32.mul
                                (i32.xor
                                  (i32.xor (i32.shl (local.get $byte1) (i32.const 8)) (i32.shl (i32.and (local.get $word) (i32.const 0xff)) (i32.const 4)))
                                  (i32.and (i32.shr_u (local.get $word) (i32.const 8)) (i32.const 0xff)))
                                (i32.const 40543))
                              (i32.const 3))
                            (i32.const 0x1ffe))
                          (i32.sub (local.get $position) (i32.const 1)))
                        (local.set $one (i32.const 0))
                        (local.set $two (i32.const 0))))
                    (i32.store16 (local.get $slot) (local.get $position))
                    (local.set $position (i32.add (local.get $position) (local.get $count))))
                  (else
                    (br_if $overrun (i32.eq (local.get $position) (local.get $end)))
                    (local.set $byte (i32.load8_u offset=73728 (local.get $at)))
                    (local.set $at (i32.add (local.get $at) (i32.const 1)))
                    (i32.store8 offset=8256 (local.get $position) (local.get $byte))
                    (i32.store16
                      (select
                        (i32.and
                          (i32.shr_u
                            (i32.mul
                              (i32.xor
                                (i32.xor (i32.shl (local.get $byte2) (i32.const 8)) (i32.shl (local.get $byte1) (i32.const 4)))
                                (local.get $byte))
                              (i32.const 40543))
                            (i32.const 3))
                          (i32.const 0x1ffe))
                        (i32.const 8192)
                        (local.get $two))
                      (i32.sub (local.get $position) (i32.const 2)))
                    (local.set $two (local.get $one))
                    (local.set $one (i32.const 1))
                    (local.set $byte2 (local.get $byte1))
                    (local.set $byte1 (local.get $byte))
                    (local.set $position (i32.add (local.get $position) (i32.const 1)))))
                (br_if $next
                  (i32.ne
                    (local.tee $control (i32.shr_u (local.get $control) (i32.const 1)))
                    (i32.const 1))))
              (br $group)))
          (if (i32.eq (local.get $position) (local.get $end)) (then (return (i32.const 0))))
          (local.set $status (i32.const 3))
          (br $stop))
        (local.set $status (i32.const 1))
        (br $stop))
      (local.set $status (i32.const 2)))
    (global.set $offset (local.get $at))
    (global.set $expanded (i32.sub (local.get $position) (i32.const 18)))
    (local.get $status))
)
