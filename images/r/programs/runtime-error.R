stop("this program always fails")
