read -r n
for ((i = 0; i < n; i++)); do
    read -r a b
    sums[i]=$((a + b))
done
printf '%d\n' "${sums[@]}"
