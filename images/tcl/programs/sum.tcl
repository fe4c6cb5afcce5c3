set numbers [read stdin]
set n [lindex $numbers 0]
set sums {}
foreach {a b} [lrange $numbers 1 [expr {2 * $n}]] {
    lappend sums [expr {$a + $b}]
}
puts [join $sums \n]
