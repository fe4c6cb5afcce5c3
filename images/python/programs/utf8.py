print("你好, " + input())
