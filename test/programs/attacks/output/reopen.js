// Reads its input and writes its answer through the streams' names, as honest programs do.
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
for (const prefix of ['/dev/std', '/dev/fd/', '/proc/self/fd/', '/proc/thread-self/fd/']) {
  const named = prefix.endsWith('std');
  const word = readFileSync(prefix + (named ? 'in' : '0'), 'utf8').split('\n')[0];
  writeFileSync(prefix + (named ? 'out' : '1'), `${word}\n`);
  appendFileSync(prefix + (named ? 'err' : '2'), word);
}
