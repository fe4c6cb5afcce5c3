puts "你好, #{gets}"
