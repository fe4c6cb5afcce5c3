exports.greeting = () => 'Hello from two files';
