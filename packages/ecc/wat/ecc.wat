;; Kernels of the segment code over GF(2^8)/0x187, 16 columns to a vector. Mathematics: algorithm.md.
;;
;; The host lays out the imported memory:
;;      0   256 product tables, 32 bytes a constant c: c*0 .. c*15, then c*0x00 .. c*0xf0 by 0x10
;;   above  whatever the callers point to; a sector is 1024 bytes, a row of sums is one sector long
;;
;; No function writes anywhere but to the rows or the sector that it is told to fill.
(module
  (import "host" "memory" (memory 1))

  ;; Sums of a segment of $sectors sectors, three rows at $rows (0: none are stored):
  ;;   row 0  XOR of sector[i] * a^($sectors-1-i)   Horner's rule downwards, $a
  ;;   row 1  XOR of sector[i]                      $c
  ;;   row 2  XOR of sector[i] * a^i                Horner's rule upwards, $b
  ;; Returns 1 when every sum is zero. Both rules need a multiplication by a only, which is a shift
  ;; and a conditional XOR: x + x, and 0x87 wherever x was negative as a signed byte. Four vectors
  ;; at a time is what sixteen vector registers hold.
  (func (export "sums")
    (param $segment i32) (param $sectors i32) (param $rows i32) (result i32)
    (local $column i32) (local $down i32) (local $up i32) (local $end i32)
    (local $zero v128) (local $poly v128) (local $m v128) (local $any v128)
    (local $a0 v128) (local $a1 v128) (local $a2 v128) (local $a3 v128)
    (local $b0 v128) (local $b1 v128) (local $b2 v128) (local $b3 v128)
    (local $c0 v128) (local $c1 v128) (local $c2 v128) (local $c3 v128)
    (local.set $poly (i8x16.splat (i32.const 0x87)))
    (loop $columns
      (local.set $down (i32.add (local.get $segment) (local.get $column)))
      (local.set $end (i32.add (local.get $down) (i32.shl (local.get $sectors) (i32.const 10))))
      (local.set $up (i32.sub (local.get $end) (i32.const 1024)))
      (local.set $a0 (local.get $zero)) (local.set $a1 (local.get $zero))
      (local.set $a2 (local.get $zero)) (local.set $a3 (local.get $zero))
      (local.set $b0 (local.get $zero)) (local.set $b1 (local.get $zero))
      (local.set $b2 (local.get $zero)) (local.set $b3 (local.get $zero))
      (local.set $c0 (local.get $zero)) (local.set $c1 (local.get $zero))
      (local.set $c2 (local.get $zero)) (local.set $c3 (local.get $zero))
      (loop $rows_of_sectors
        (local.set $m (v128.load (local.get $down)))
        (local.set $c0 (v128.xor (local.get $c0) (local.get $m)))
        (local.set $a0 (v128.xor
          (v128.xor (local.get $m) (i8x16.add (local.get $a0) (local.get $a0)))
          (v128.and (i8x16.lt_s (local.get $a0) (local.get $zero)) (local.get $poly))))
        (local.set $b0 (v128.xor
          (v128.xor (v128.load (local.get $up)) (i8x16.add (local.get $b0) (local.get $b0)))
          (v128.and (i8x16.lt_s (local.get $b0) (local.get $zero)) (local.get $poly))))
        (local.set $m (v128.load offset=16 (local.get $down)))
        (local.set $c1 (v128.xor (local.get $c1) (local.get $m)))
        (local.set $a1 (v128.xor
          (v128.xor (local.get $m) (i8x16.add (local.get $a1) (local.get $a1)))
          (v128.and (i8x16.lt_s (local.get $a1) (local.get $zero)) (local.get $poly))))
        (local.set $b1 (v128.xor
          (v128.xor (v128.load offset=16 (local.get $up)) (i8x16.add (local.get $b1) (local.get $b1)))
          (v128.and (i8x16.lt_s (local.get $b1) (local.get $zero)) (local.get $poly))))
        (local.set $m (v128.load offset=32 (local.get $down)))
        (local.set $c2 (v128.xor (local.get $c2) (local.get $m)))
        (local.set $a2 (v128.xor
          (v128.xor (local.get $m) (i8x16.add (local.get $a2) (local.get $a2)))
          (v128.and (i8x16.lt_s (local.get $a2) (local.get $zero)) (local.get $poly))))
        (local.set $b2 (v128.xor
          (v128.xor (v128.load offset=32 (local.get $up)) (i8x16.add (local.get $b2) (local.get $b2)))
          (v128.and (i8x16.lt_s (local.get $b2) (local.get $zero)) (local.get $poly))))
        (local.set $m (v128.load offset=48 (local.get $down)))
        (local.set $c3 (v128.xor (local.get $c3) (local.get $m)))
        (local.set $a3 (v128.xor
          (v128.xor (local.get $m) (i8x16.add (local.get $a3) (local.get $a3)))
          (v128.and (i8x16.lt_s (local.get $a3) (local.get $zero)) (local.get $poly))))
        (local.set $b3 (v128.xor
          (v128.xor (v128.load offset=48 (local.get $up)) (i8x16.add (local.get $b3) (local.get $b3)))
          (v128.and (i8x16.lt_s (local.get $b3) (local.get $zero)) (local.get $poly))))
        (local.set $up (i32.sub (local.get $up) (i32.const 1024)))
        (br_if $rows_of_sectors
          (i32.ne
            (local.tee $down (i32.add (local.get $down) (i32.const 1024)))
            (local.get $end))))
      (local.set $any (v128.or (local.get $any) (v128.or
        (v128.or
          (v128.or (v128.or (local.get $a0) (local.get $a1)) (v128.or (local.get $a2) (local.get $a3)))
          (v128.or (v128.or (local.get $b0) (local.get $b1)) (v128.or (local.get $b2) (local.get $b3))))
        (v128.or (v128.or (local.get $c0) (local.get $c1)) (v128.or (local.get $c2) (local.get $c3))))))
      (if (local.get $rows)
        (then
          (local.set $down (i32.add (local.get $rows) (local.get $column)))
          (v128.store (local.get $down) (local.get $a0))
          (v128.store offset=16 (local.get $down) (local.get $a1))
          (v128.store offset=32 (local.get $down) (local.get $a2))
          (v128.store offset=48 (local.get $down) (local.get $a3))
          (v128.store offset=1024 (local.get $down) (local.get $c0))
          (v128.store offset=1040 (local.get $down) (local.get $c1))
          (v128.store offset=1056 (local.get $down) (local.get $c2))
          (v128.store offset=1072 (local.get $down) (local.get $c3))
          (v128.store offset=2048 (local.get $down) (local.get $b0))
          (v128.store offset=2064 (local.get $down) (local.get $b1))
          (v128.store offset=2080 (local.get $down) (local.get $b2))
          (v128.store offset=2096 (local.get $down) (local.get $b3))
        ))
      (br_if $columns
        (i32.ne
          (local.tee $column (i32.add (local.get $column) (i32.const 64)))
          (i32.const 1024))))
    (i32.eqz (v128.any_true (local.get $any))))

  ;; One linear combination of three rows, $c0 * row 0 + $c1 * row 1 + $c2 * row 2, over the sector at
  ;; $into: added to what it holds where the bits of $keep are one, in place of it where they are zero.
  ;; Returns how many bytes of the combination are not zero. A product is two table look-ups, one a
  ;; half byte. Each vector is read before it is written, so $into may be one of the rows.
  (func (export "combine")
    (param $rows i32) (param $c0 i32) (param $c1 i32) (param $c2 i32)
    (param $into i32) (param $keep i32) (result i32)
    (local $end i32) (local $zeros i32) (local $mask v128) (local $nibble v128) (local $v v128)
    (local $sum v128) (local $zero v128)
    (local $low0 v128) (local $low1 v128) (local $low2 v128)
    (local $high0 v128) (local $high1 v128) (local $high2 v128)
    (local.set $mask (i8x16.splat (local.get $keep)))
    (local.set $nibble (i8x16.splat (i32.const 0x0f)))
    (local.set $low0 (v128.load (i32.shl (local.get $c0) (i32.const 5))))
    (local.set $high0 (v128.load offset=16 (i32.shl (local.get $c0) (i32.const 5))))
    (local.set $low1 (v128.load (i32.shl (local.get $c1) (i32.const 5))))
    (local.set $high1 (v128.load offset=16 (i32.shl (local.get $c1) (i32.const 5))))
    (local.set $low2 (v128.load (i32.shl (local.get $c2) (i32.const 5))))
    (local.set $high2 (v128.load offset=16 (i32.shl (local.get $c2) (i32.const 5))))
    (local.set $end (i32.add (local.get $rows) (i32.const 1024)))
    (loop $columns
      (local.set $v (v128.load (local.get $rows)))
      (local.set $sum (v128.xor
        (i8x16.swizzle (local.get $low0) (v128.and (local.get $v) (local.get $nibble)))
        (i8x16.swizzle (local.get $high0) (i8x16.shr_u (local.get $v) (i32.const 4)))))
      (local.set $v (v128.load offset=1024 (local.get $rows)))
      (local.set $sum (v128.xor (local.get $sum) (v128.xor
        (i8x16.swizzle (local.get $low1) (v128.and (local.get $v) (local.get $nibble)))
        (i8x16.swizzle (local.get $high1) (i8x16.shr_u (local.get $v) (i32.const 4))))))
      (local.set $v (v128.load offset=2048 (local.get $rows)))
      (local.set $sum (v128.xor (local.get $sum) (v128.xor
        (i8x16.swizzle (local.get $low2) (v128.and (local.get $v) (local.get $nibble)))
        (i8x16.swizzle (local.get $high2) (i8x16.shr_u (local.get $v) (i32.const 4))))))
      (local.set $zeros (i32.add (local.get $zeros)
        (i32.popcnt (i8x16.bitmask (i8x16.eq (local.get $sum) (local.get $zero))))))
      (v128.store (local.get $into)
        (v128.xor (local.get $sum) (v128.and (v128.load (local.get $into)) (local.get $mask))))
      (local.set $into (i32.add (local.get $into) (i32.const 16)))
      (br_if $columns
        (i32.ne
          (local.tee $rows (i32.add (local.get $rows) (i32.const 16)))
          (local.get $end))))
    (i32.sub (i32.const 1024) (local.get $zeros)))

  ;; Reads one word of each 64 bytes, in order, so that the hardware fetches ahead; a walk down the
  ;; columns does not make it. Returns their XOR, for a result that nobody needs is not computed.
  (func (export "touch") (param $from i32) (param $bytes i32) (result i32)
    (local $end i32) (local $sum i32)
    (local.set $end (i32.add (local.get $from) (local.get $bytes)))
    (loop $lines
      (local.set $sum (i32.xor (local.get $sum) (i32.load (local.get $from))))
      (br_if $lines
        (i32.ne
          (local.tee $from (i32.add (local.get $from) (i32.const 64)))
          (local.get $end))))
    (local.get $sum)))
