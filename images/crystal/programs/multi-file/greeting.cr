FILES = "two files"
