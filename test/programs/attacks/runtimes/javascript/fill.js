// Fills the work directories with files that are each small: they are memory and count as the program's.
const fs = require('node:fs');
const data = Buffer.alloc(1 << 20, 'x');
for (const place of ['/tmp', '/box']) {
  try {
    for (let i = 0; i < 200; i++) fs.writeFileSync(`${place}/${i}`, data);
  } catch {
    // Full.
  }
}
console.log(fs.readdirSync('/tmp').length, fs.readdirSync('/box').length);
