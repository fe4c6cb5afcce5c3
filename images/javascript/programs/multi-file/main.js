const { greeting } = require('./greeting.js');

console.log(greeting());
