numbers <- scan(file("stdin"), what = integer(), quiet = TRUE)
pairs <- matrix(numbers[-1], nrow = 2)
writeLines(as.character(pairs[1, ] + pairs[2, ]))
