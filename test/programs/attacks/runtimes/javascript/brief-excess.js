// Goes over the limit for a moment and gives everything back, again and again.
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
for (let i = 0; i < 10; i++) {
  Buffer.alloc(160 << 20, 'x');
  collect();
}
console.log('never seen');
