echo "你好, ", stdin.readLine()
