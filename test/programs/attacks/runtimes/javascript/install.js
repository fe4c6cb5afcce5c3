// Writes to every place that a later Node would read from. Lists where it could.
const fs = require('node:fs');
const { dirname, join } = require('node:path');
const places = [
  ...require.resolve.paths('evil').filter((place) => !place.startsWith('/box')),
  dirname(process.execPath),
  '/app',
  '/etc',
  '/',
  '/usr/lib',
];
places.push(
  '/usr/share/nodejs',
  '/usr/local/lib',
  '/usr/lib/node_modules',
  '/usr/share/node_modules',
  '/.serin',
  '/usr/etc',
);
const found = [];
const attempt = (name, act) => {
  try {
    act();
    found.push(name);
  } catch {
    // Refused, as it must be.
  }
};
for (const place of places) {
  attempt(`${place}: folder`, () => fs.mkdirSync(place));
  for (const name of ['evil.js', 'package.json', 'npmrc'])
    attempt(join(place, name), () => fs.writeFileSync(join(place, name), 'process.exit(77)'));
}
for (const name of [process.execPath, '/app/main.js', '/proc/self/exe', '/etc/passwd']) {
  attempt(`open ${name}`, () => fs.openSync(name, 'r+'));
  attempt(`unlink ${name}`, () => fs.unlinkSync(name));
  attempt(`rename ${name}`, () => fs.renameSync(name, `${name}~`));
  attempt(`chmod ${name}`, () => fs.chmodSync(name, 0o777));
}
console.error(places.length, 'places tried');
console.log(found.join('\n') || 'held');
