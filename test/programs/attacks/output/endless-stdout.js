// Writes without end, past the stream's own buffer. Without a limit it would fill the worker's memory.
const { writeSync } = require('node:fs');
const block = 'x'.repeat(65536);
for (;;) writeSync(1, block);
