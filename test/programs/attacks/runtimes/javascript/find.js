// Runs after the one that planted: nothing of it may be there.
const fs = require('node:fs');
const found = ['/box', '/tmp', '/dev/shm'].flatMap((place) =>
  fs.readdirSync(place).map((name) => `${place}/${name}`),
);
try {
  require('planted');
  found.push('a module that another submission left');
} catch (error) {
  if (error.code !== 'MODULE_NOT_FOUND') found.push(String(error));
}
// The two options are those of the runtime's manifest.
if (
  process.env.NODE_OPTIONS !== undefined ||
  process.execArgv.some((word) => !/^--(stack-size|max-old-space-size)=\d+$/.test(word))
) {
  found.push(`options: ${process.env.NODE_OPTIONS} ${process.execArgv.join(' ')}`);
}
console.log(found.join('\n') || 'held');
