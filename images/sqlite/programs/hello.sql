SELECT 'Hello, Serin!';
