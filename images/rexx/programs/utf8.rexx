say "你好, "linein()
