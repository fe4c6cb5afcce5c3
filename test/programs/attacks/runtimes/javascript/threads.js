// Starts worker threads until one is refused.
const { writeSync } = require('node:fs');
const { Worker } = require('node:worker_threads');
let online = 0;
const finish = () => {
  writeSync(1, online > 0 && online < 60 ? 'held\n' : `${online} workers\n`);
  process.reallyExit(0);
};
const next = () => {
  if (online >= 200) finish();
  try {
    new Worker('setInterval(() => {}, 1000)', { eval: true }).on('error', finish).on('online', () => {
      online++;
      next();
    });
  } catch {
    finish();
  }
};
next();
