print("你好, \(readLine()!)")
