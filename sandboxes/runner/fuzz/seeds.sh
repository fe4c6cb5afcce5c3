#!/bin/sh
# Writes the seeds of every target below the directory named: seeds.sh FIXTURES CORPUS. The golden frames are the seeds of
# `requests`; strung together behind eight bytes of control (pretend.h) they are the conversations of `serve`. The texts of seeds/
# are those of `cgroup-text`, its hex files those of `paths`.
set -eu
fixtures=$1
corpus=$2
here=$(dirname "$0")

bytes() { # hex, white space and what follows a # ignored
  perl -ne 's/#.*//; s/\s//g; print pack("H*", $_)' "$@"
}

frame() { # a fixture, or one of two that no fixture is: a compiler's RUN, and a COLLECT of everything
  case $1 in
  compile) bytes "$fixtures/run.hex" | perl -0777 -pe 's/\x10\0\x08\0\0\0\K\x02/\x01/' ;;
  collect-all)
    printf '%s' '2a000000 04000300 2000 01000000 2a 2000 03000000 2a2f2a 2100 08000000 0000100000000000 2200 08000000 1000000000000000' |
      perl -ne 's/\s//g; $frame = pack("H*", $_); substr($frame, 0, 4) = pack("V", length($frame) - 8); print $frame'
    ;;
  *) bytes "$fixtures/$1.hex" ;;
  esac
}

conversation() { # NAME CONTROL FRAME…
  name=$1
  control=$2
  shift 2
  {
    printf '%s' "$control" | bytes
    for name_of_frame in "$@"; do frame "$name_of_frame"; done
  } >"$corpus/serve/$name"
}

mkdir -p "$corpus/requests" "$corpus/serve" "$corpus/paths" "$corpus/cgroup-text"
for hex in "$fixtures"/*.hex; do
  name=$(basename "$hex" .hex)
  bytes "$hex" >"$corpus/requests/$name"
  conversation "one-$name" 0000000000000000 "$name"
done
# flags piece gulp fate patience output stubbornness artifacts
conversation whole 0000000000000000 put put-append stdin run collect reset
conversation output 0000000000040300 put stdin run run collect reset
conversation artifacts 000000000000003f compile collect collect-all run collect-all reset collect-all
conversation artifacts-slowly 000101000004003f compile collect-all reset
conversation helper-gone 080001000000ff3f compile collect-all reset
conversation slow-worker 0003010000100000 put stdin run collect reset
conversation slow-death 0000000900020000 run cancel reset
conversation cancelled 0000000040010000 run cancel run cancel reset
conversation never-dies 0000000004000f00 run cancel reset
conversation orphans 0000000000002100 run reset run
conversation version-one 0100000002010000 stdin run reset
conversation unreadable 0200000002010000 run reset
conversation hoard 0400000000000000 stdin run-keep-input stdin run-keep-input run-kept-input forget
conversation kept 0000000000000000 stdin run-keep-input run-kept-input reset run-kept-input forget run-kept-input
conversation joined 0000000003020000 join run-joined join run-joined reset
conversation relayed 0000000003020000 join run-transcript join run-transcript run-transcript reset
conversation relayed-slowly 0000010000ff0000 join run-transcript cancel reset
conversation joined-for-nothing 0000000000000000 join run join stdin run-joined run-joined join reset
conversation files 0000000000020001 stdin run-files run-files reset run
conversation gone 0800010000ff0000 run collect
conversation term 1000000010000000 run cancel
conversation heavy 2000000010010000 run cancel reset
conversation not-started 000000fe00000000 run reset
conversation no-process 000000ff00000000 run reset run
conversation refused 0000000000000000 put put run reset put run
for hex in "$here"/seeds/paths-*.hex; do
  bytes "$hex" >"$corpus/paths/$(basename "$hex" .hex)"
done
for text in "$here"/seeds/cgroup-*.txt; do
  for key in 000 001 002 003 004 005 006; do
    { printf "\\$key" && cat "$text"; } >"$corpus/cgroup-text/$(basename "$text" .txt)-$key"
  done
done
