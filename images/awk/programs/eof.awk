{
    for (i = 1; i <= NF; i++) {
        count++
        sum += $i
    }
}

END { print count, sum }
