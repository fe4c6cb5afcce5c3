IFS= read -r line
printf '你好, %s\n' "$line"
