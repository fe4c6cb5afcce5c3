// Recurses without end after the engine was told of a stack that is not there.
const v8 = require('node:v8');
const { runInNewContext } = require('node:vm');
v8.setFlagsFromString('--stack-size=4000000');
setImmediate(() => console.log(runInNewContext('const deeper = (n) => deeper(n + 1) + 1; deeper(0)')));
