[count, numbers...] = require('fs').readFileSync(0, 'utf8').split(/\s+/).map Number
lines = (numbers[2 * line] + numbers[2 * line + 1] for line in [0...count])
console.log lines.join '\n'
