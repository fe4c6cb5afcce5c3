// Starts processes until one is refused and leaves them all behind.
const { spawn } = require('node:child_process');
let started = 0;
for (let i = 0; i < 500; i++) {
  const child = spawn('/bin/sleep', ['60'], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  if (child.pid === undefined) break;
  started++;
}
require('node:fs').writeSync(1, started >= 5 && started < 60 ? 'held\n' : `${started} processes\n`);
process.exit(0);
