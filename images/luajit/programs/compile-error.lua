print('never closed'
