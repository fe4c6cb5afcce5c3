greeting <- function() "Hello from two files"
