set count 0
set sum 0
while {[gets stdin line] >= 0} {
    foreach number $line {
        incr count
        incr sum $number
    }
}
puts "$count $sum"
