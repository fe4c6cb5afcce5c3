proc main {} {
    puts "never closed"
