// Starts engines of its own with a larger bound, each below the limit, together above it.
const { spawn } = require('node:child_process');
const program = 'const kept = Buffer.alloc(48 << 20, "x"); setInterval(() => kept.length, 1000)';
for (let i = 0; i < 4; i++)
  spawn(process.execPath, ['--max-old-space-size=8192', '-e', program], { stdio: 'ignore' });
setInterval(() => {}, 1000);
