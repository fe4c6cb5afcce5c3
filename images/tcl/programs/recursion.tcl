# Tcl stops at 1000 calls unless it is told otherwise.
interp recursionlimit {} 200000

proc sum {n} {
    if {$n == 0} {
        return 0
    }
    return [expr {$n + [sum [expr {$n - 1}]]}]
}

puts [sum [gets stdin]]
