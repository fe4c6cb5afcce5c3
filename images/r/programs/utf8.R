line <- readLines(file("stdin"), n = 1)
cat("你好, ", line, "\n", sep = "")
