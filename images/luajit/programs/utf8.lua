print('你好, ' .. io.read('*l'))
