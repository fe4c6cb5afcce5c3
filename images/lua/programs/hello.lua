print('Hello, Serin!')
