const files* = "two files"
