count=0
sum=0
while read -r -a numbers || ((${#numbers[@]})); do
    for number in "${numbers[@]}"; do
        ((count += 1, sum += number))
    done
done
echo "$count $sum"
