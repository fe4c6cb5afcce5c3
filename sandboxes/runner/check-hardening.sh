#!/bin/sh
# What the built runner must have, read from the binary itself: check-hardening.sh RUNNER OBJECTS. A flag in the Makefile is an
# intention; a linker, a library or another compiler can undo it. Fails with every property that is missing.
# OBJECTS holds the object files: what the compiler put in and the strip of the binary took the names of is read there.
set -eu
runner=$1
objects=$2
missing=0
export LC_ALL=C

has() { # SENTENCE COMMAND…
  sentence=$1
  shift
  if "$@"; then
    echo "hardening: ok: $sentence"
  else
    echo "hardening: MISSING: $sentence" >&2
    missing=1
  fi
}

headers=$(readelf --wide --file-header "$runner")
segments=$(readelf --wide --program-headers "$runner")
dynamic=$(readelf --wide --dynamic "$runner")
notes=$(readelf --wide --notes "$runner")
sections=$(readelf --wide --section-headers "$runner")
undefined=$(readelf --wide --symbols "$objects"/*.o | awk '$7 == "UND" { print $8 }' | sort -u)
code=$(objdump --disassemble --no-show-raw-insn "$objects"/*.o)

text_has() { printf '%s\n' "$1" | grep -qE "$2"; }
text_lacks() { ! text_has "$1" "$2"; }
flags_of() { printf '%s\n' "$segments" | awk -v type="$1" '$1 == type { for (i = 7; i < NF; i++) printf "%s", $i; print "" }'; }

no_segment_is_both() { ! flags_of LOAD | grep -qE 'W.*E'; }
headers_are_not_code() { [ "$(flags_of LOAD | head -n 1)" = R ]; }
stack_is_data() { [ "$(flags_of GNU_STACK)" = RW ]; }
got_is_read_only() { text_has "$segments" '^ *GNU_RELRO' && text_lacks "$sections" ' \.got\.plt '; }
has_no_symbols() { [ "$(readelf --wide --dyn-syms "$runner" | grep -cE '^ *[1-9][0-9]*:')" -eq 0 ]; }
is_small() { [ "$(wc -c <"$runner")" -le 1048576 ]; }
every_object_is_marked() { # for indirect branches and shadow stacks
  for object in "$objects"/*.o; do
    readelf --wide --notes "$object" | grep -q 'x86 feature:.*IBT.*SHSTK' || return 1
  done
}
starts() { "$runner" --version >/dev/null; }
starts_on_baseline() { # libc picks its string functions at start by what the processor says it has
  GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX,-AVX2,-AVX512F,-SSE4_2,-SSE4_1,-SSSE3,-BMI1,-BMI2,-FMA,-MOVBE,-ERMS starts
}
old_kernel() { # the note of libc: the oldest kernel that it starts on
  abi=$(printf '%s\n' "$notes" | sed -n 's/.*OS: Linux, ABI: \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
  [ -n "$abi" ] && [ "${abi% *}" -le 4 ]
}

has 'position independent (DYN)' text_has "$headers" 'Type: +DYN'
has 'static: no interpreter' text_lacks "$segments" '^ *INTERP'
has 'static: no shared library is needed' text_lacks "$dynamic" '\(NEEDED\)'
has 'marked as a position independent executable' text_has "$dynamic" 'FLAGS_1.* PIE'
has 'full RELRO: bound at start' text_has "$dynamic" 'FLAGS_1.* NOW'
has 'full RELRO: what is bound becomes read-only' got_is_read_only
has 'no text relocations' text_lacks "$dynamic" 'TEXTREL'
has 'no run path' text_lacks "$dynamic" '\((RPATH|RUNPATH)\)'
has 'no segment is writable and executable' no_segment_is_both
has 'headers and constants are in segments without code' headers_are_not_code
has 'the stack is not executable' stack_is_data
has 'stripped: no table of symbols' text_lacks "$sections" ' \.symtab '
has 'stripped: no debugging sections' text_lacks "$sections" ' \.debug_'
has 'no symbols for a dynamic linker' has_no_symbols
has 'stack protector: functions with buffers on the stack look at it' text_has "$undefined" '^__stack_chk_fail$'
has 'FORTIFY: checked variants of libc functions' text_has "$undefined" '^__(snprintf|read|memcpy|pread|fprintf|printf|vsnprintf|memmove|poll|ppoll)(64)?_chk$'
has 'at most 1 MiB' is_small
has 'starts on kernels before Linux 5' old_kernel
has 'starts' starts
if text_has "$headers" 'X86-64'; then
  has 'CET: every object of ours is marked for indirect branch tracking and shadow stacks' every_object_is_marked
  has 'CET: functions begin with endbr64' text_has "$code" 'endbr64'
  has 'stack clash protection: large frames are probed' text_has "$code" 'or[qbl] +\$0x0,(0x[0-9a-f]+)?\(%rsp'
  has 'no instruction of our own beyond x86-64-v1' text_lacks "$code" '%[yz]mm[0-9]|\s(v[a-z0-9]+|popcnt|tzcnt|lzcnt|andn|bextr|blsr|mulx|sarx|shlx|shrx|movbe|crc32[a-z]?|pshufb|ptest|pinsrq)\s'
  has 'libc asks for no more than x86-64-v1' text_lacks "$notes" 'x86 ISA needed:.*x86-64-v[2-9]'
  has 'starts with the processor features of x86-64-v1 alone' starts_on_baseline
fi
wc -c <"$runner" | sed 's/^/hardening: bytes: /'
exit $missing
