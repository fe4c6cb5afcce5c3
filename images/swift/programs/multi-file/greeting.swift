let files = "two files"
