module.exports = -> 'Hello from two files'
