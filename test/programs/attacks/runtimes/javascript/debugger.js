// Asks its own engine to open the debugger's port, by the signal for it and by a flag; nobody may connect, and nothing must hang.
process.kill(process.pid, 'SIGUSR1');
setTimeout(() => {
  console.log(require('node:inspector').url() === undefined ? 'held' : 'the debugger listens');
  process.exit(0);
}, 200);
