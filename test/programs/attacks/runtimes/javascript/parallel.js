// Works in worker threads over shared memory, in a child and in libuv's pool, which must work within the limits.
const { Worker } = require('node:worker_threads');
const { execFile } = require('node:child_process');
const { pbkdf2 } = require('node:crypto');
const { promisify } = require('node:util');
const cells = new Int32Array(new SharedArrayBuffer(16));
const code =
  'const { workerData: { cells, i } } = require("node:worker_threads"); for (let n = 0; n < 1000; n++) Atomics.add(cells, i, n);';
const run = (i) =>
  new Promise((resolve, reject) =>
    new Worker(code, { eval: true, workerData: { cells, i } }).on('exit', resolve).on('error', reject),
  );
(async () => {
  await Promise.all([0, 1].map(run));
  const { stdout } = await promisify(execFile)('/bin/echo', ['child']);
  const keys = await Promise.all([1, 2, 3, 4].map((n) => promisify(pbkdf2)('a', 'b', n, 16, 'sha256')));
  const works =
    cells.slice(0, 2).every((sum) => sum === 499_500) &&
    stdout === 'child\n' &&
    keys.every((key) => key.length === 16);
  console.log(works ? 'held' : 'does not work');
})();
