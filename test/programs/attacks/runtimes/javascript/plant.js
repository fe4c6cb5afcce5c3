// Leaves files where the next Node would take its settings or its modules from: below HOME, in the working directory, in TMPDIR.
const fs = require('node:fs');
const { dirname } = require('node:path');
const home = process.env.HOME;
const names = [
  `${home}/.node_modules/fs.js`,
  `${home}/.node_libraries/planted.js`,
  `${home}/.node_modules/planted.js`,
  `${home}/.noderc`,
  `${home}/.npmrc`,
];
names.push(
  '/box/node_modules/planted/index.js',
  '/tmp/node_modules/planted/index.js',
  '/box/package.json',
  `${home}/node.config.json`,
  '/tmp/node-compile-cache/x',
);
for (const name of names) {
  fs.mkdirSync(dirname(name), { recursive: true });
  fs.writeFileSync(name, 'require("node:fs").writeSync(1, "planted\\n"); process.exit(77);');
}
process.env.NODE_OPTIONS = '--require=/box/node_modules/planted/index.js';
console.log('held');
