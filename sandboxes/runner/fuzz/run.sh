#!/bin/sh
# Runs fuzz targets one after the other: run.sh OUT SECONDS TARGET… . Each starts from its seeds and old findings, goes on from its
# corpus of the last time (OUT/corpus/TARGET), and leaves what it finds in OUT/findings/TARGET. Prints one line a target; exits
# with 1 when anything was found, by this run or an earlier one that was not cleared away.
set -eu
out=$1
seconds=$2
shift 2
here=$(dirname "$0")
failed=0

last() { # what libFuzzer has last said of `$1:`
  sed -n "s/^#[0-9].* $1: \([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1
}

mkdir -p "$out/logs"
for target in "$@"; do
  log=$out/logs/$target.log
  findings=$out/findings/$target
  old=$here/crashes/$target
  [ -d "$old" ] || old=
  mkdir -p "$out/corpus/$target" "$findings"
  longest=4096
  dictionary=$here/$target.dict
  if [ "$target" = serve ]; then # many frames
    longest=16384
    dictionary=$here/requests.dict
  fi
  status=0
  ASAN_OPTIONS=detect_leaks=0:handle_abort=1 "$out/fuzz/$target" -max_total_time="$seconds" -rss_limit_mb=1024 -timeout=10 \
    -max_len="$longest" -dict="$dictionary" -artifact_prefix="$findings/" -print_final_stats=1 \
    "$out/corpus/$target" "$out/seeds/$target" $old >"$log" 2>&1 || status=$?
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  found=$(find "$findings" -type f | wc -l)
  corpus=$(find "$out/corpus/$target" -type f | wc -l)
  echo "$target: ${runs:-no} runs, $(last cov) edges, $(last ft) features, corpus $corpus, findings $found (exit $status)"
  if [ "$status" -ne 0 ] || [ "$found" -ne 0 ]; then
    failed=1
    grep -m 8 -E 'does not hold|ERROR: |runtime error|SUMMARY|Test unit written' "$log" || tail -n 8 "$log"
  fi
done
exit $failed
