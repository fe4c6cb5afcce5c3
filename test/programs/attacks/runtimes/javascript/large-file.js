// Writes a file larger than allowed. The engine ignores the signal for it and has an error instead.
const fs = require('node:fs');
const fd = fs.openSync('/box/large', 'w');
let written = 0;
try {
  while (written < 1 << 24) written += fs.writeSync(fd, Buffer.alloc(65_536));
  console.log(`wrote ${written}`);
} catch (error) {
  console.log(error.code === 'EFBIG' && written === 1 << 20 ? 'held' : `${error.code} after ${written}`);
}
