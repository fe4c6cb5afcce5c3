def n = (1 +
println n
