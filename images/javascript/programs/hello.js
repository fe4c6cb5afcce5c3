console.log('Hello, Serin!');
