console.log 'Hello, Serin!'
