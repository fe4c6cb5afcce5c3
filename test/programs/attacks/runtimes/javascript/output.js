// Writes for ever.
const { writeSync } = require('node:fs');
const line = 'x'.repeat(1023) + '\n';
for (;;) writeSync(1, line);
