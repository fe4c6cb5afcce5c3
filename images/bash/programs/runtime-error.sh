set -e
[[ 1 -eq 2 ]]
