#!/bin/sh
# Makes letters.dump.gz: a level 0 dump of a small ext2 file system, written by Debian's dump 0.4b47.
# Needs root, a loop device, mke2fs and dump. The dates in it are those of the day it is made.
set -eu
work=$(mktemp -d)
mkdir -p "$work/letters/1994"
printf 'Dear Anna,\nall is well.\n' >"$work/letters/to-anna.txt"
seq 1 4000 >"$work/letters/1994/numbers"
: >"$work/letters/empty"
mke2fs -q -t ext2 -O none -L letters -U 00000000-0000-4000-8000-000000000001 -E root_owner=0:0 \
  -d "$work" "$work.ext2" 2048
loop=$(losetup --find --show "$work.ext2")
dump -0 -q -b 10 -L letters -f "$work.dump" "$loop"
losetup --detach "$loop"
gzip -9 -n -c "$work.dump" >"$(dirname "$0")/vectors/letters.dump.gz"
rm -r "$work" "$work.ext2" "$work.dump"
