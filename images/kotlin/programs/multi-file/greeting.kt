fun files() = "two files"
