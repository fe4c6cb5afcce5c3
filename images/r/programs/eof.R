numbers <- scan(file("stdin"), quiet = TRUE)
cat(length(numbers), sum(numbers), "\n")
