say 'Hello, Serin!';
