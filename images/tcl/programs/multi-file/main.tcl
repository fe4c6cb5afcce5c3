source [file join [file dirname [info script]] greeting.tcl]

puts [greeting]
