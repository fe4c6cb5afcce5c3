const { readFileSync } = require('node:fs');

const [a, b] = readFileSync(0, 'utf8').split(' ').map(Number);
console.log(a + b);
