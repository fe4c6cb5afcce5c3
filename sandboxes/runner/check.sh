#!/bin/sh
# Everything about the runner that can be checked without a container of its own; docs/runner-checks.md says how to read it.
#   check.sh             unit tests, the same under ASan and UBSan, the table of locations, gcc's analyser, the hardening of the
#                        binary, the seeds and old findings of the fuzz targets, the filter tables
#   check.sh --fuzz 120  the same, then every fuzz target for 120 seconds under libFuzzer. What is found lands in
#                        .fuzz/findings/TARGET (or below $FUZZ_DIR), the corpus in .fuzz/corpus, and the exit code is not 0
# Only the builds have a network; fuzzing runs in a container without one, at low priority, on one processor.
set -eu
cd "$(dirname "$0")"

seconds=0
case "$#:${1-}" in
0:) ;;
2:--fuzz)
  case "$2" in '' | 0* | *[!0-9]*) echo "check.sh: --fuzz wants a number of seconds, not '$2'" >&2 && exit 2 ;; esac
  seconds=$2
  ;;
*)
  echo 'usage: check.sh [--fuzz SECONDS]' >&2
  exit 2
  ;;
esac

docker build --network=host --target checked --tag "${CHECKED_TAG:-serin-runner-checked}" .
docker build --network=host --target runner --tag "${RUNNER_TAG:-serin-runner}" .
node ../seccomp/generate.mjs --check
echo 'runner: all checks passed'
[ "$seconds" -gt 0 ] || exit 0

# A name with a dot: what lies there is no source of the runner and does not count for its image's digest.
out=${FUZZ_DIR:-$PWD/.fuzz}
mkdir -p "$out/findings" "$out/corpus" "$out/logs"
echo '*' >"$out/.gitignore"
tag=${FUZZ_TAG:-serin-runner-fuzz}
docker build --network=host --target fuzz --tag "$tag" .
docker run --rm --network none --cpus 1 --memory 2g --pids-limit 64 --tmpfs /dev/shm:size=256m \
  --volume "$out/findings:/fuzz/findings" --volume "$out/corpus:/fuzz/corpus" --volume "$out/logs:/fuzz/logs" \
  "$tag" nice -n 15 make OUT=/fuzz FUZZ_SECONDS="$seconds" fuzz
echo 'runner: fuzzing found nothing'
