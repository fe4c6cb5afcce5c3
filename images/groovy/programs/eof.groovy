def numbers = System.in.text.tokenize()*.toLong()
println "${numbers.size()} ${numbers.sum()}"
