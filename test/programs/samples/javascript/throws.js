const words = require('node:fs').readFileSync(0, 'utf8').trim().split(/\s+/);
console.log(words[2].length);
