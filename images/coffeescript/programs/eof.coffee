numbers = require('fs').readFileSync(0, 'utf8').split(/\s+/).filter(Boolean).map Number
console.log numbers.length, numbers.reduce (a, b) -> a + b
