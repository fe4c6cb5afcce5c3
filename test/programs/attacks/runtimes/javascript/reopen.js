// Opens its streams again by their names, which is the usual way to read in Node and must work.
const fs = require('node:fs');
const input = fs.readFileSync('/dev/stdin', 'utf8');
fs.writeFileSync('/proc/self/fd/2', 'a diagnostic\n');
fs.writeFileSync('/dev/stdout', input);
