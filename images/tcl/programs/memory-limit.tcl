set kept {}
while 1 {
    lappend kept [string repeat x 1000000][llength $kept]
}
