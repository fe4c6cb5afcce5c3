# Tcl has no compiler to ask: braces, brackets and quotes that are never closed are what can be seen without running a program.
foreach path $argv {
    set channel [open $path]
    fconfigure $channel -encoding utf-8
    if {![info complete [read $channel]]} {
        puts stderr "$path: a brace, a bracket or a quote is never closed"
        exit 1
    }
    close $channel
}
