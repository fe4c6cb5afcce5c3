#!/bin/sh
# Builds the runner in its image and runs everything that can be checked without a container of its own: unit tests,
# the same under ASan and UBSan, gcc's analyser, and the table of locations. Only the build itself has a network.
set -eu
cd "$(dirname "$0")"
docker build --network=host --target checked --tag serin-runner-checked .
docker build --network=host --target runner --tag serin-runner .
node ../seccomp/generate.mjs --check
echo 'runner: all checks passed'
