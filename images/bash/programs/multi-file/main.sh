source "$(dirname "$0")/greeting.sh"

greeting
