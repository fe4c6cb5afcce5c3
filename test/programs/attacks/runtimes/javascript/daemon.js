// Leaves shells behind that have a session of their own, ignore every signal they may and burn CPU.
const { spawn } = require('node:child_process');
const shell =
  'trap "" HUP INT TERM PIPE; (while :; do :; done) & while :; do echo still here > /box/daemon; done';
for (let i = 0; i < 3; i++) spawn('/bin/sh', ['-c', shell], { detached: true, stdio: 'ignore' }).unref();
setTimeout(() => console.log('held'), 50);
