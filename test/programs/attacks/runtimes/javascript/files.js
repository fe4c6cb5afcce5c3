// Reads what it must not: other users' files, the runner, devices, other submissions, stores. Lists what could be read.
const fs = require('node:fs');
const names = [
  '/etc/shadow',
  '/etc/gshadow',
  '/root',
  '/proc/1/environ',
  '/proc/1/mem',
  '/proc/1/maps',
  '/proc/1/fd',
  '/proc/1/cwd',
];
names.push(
  '/proc/kcore',
  '/proc/kmsg',
  '/dev/mem',
  '/dev/kmsg',
  '/dev/sda',
  '/dev/vda',
  '/var/run/docker.sock',
  '/run/docker.sock',
);
names.push(
  '/var/lib/docker',
  '/var/lib/serin',
  '/proc/1/root/etc/passwd',
  '/sys/kernel/debug',
  '/sys/firmware/efi',
);
const readable = (name) => {
  try {
    if (fs.statSync(name).isDirectory()) return fs.readdirSync(name).length > 0;
    const bytes = Buffer.alloc(4096);
    return fs.readSync(fs.openSync(name), bytes, 0, 4096, 0) > 0 && bytes.some((byte) => byte !== 0);
  } catch {
    return false;
  }
};
const found = names.filter(readable);
if (!readable('/etc/passwd') || !readable('/proc/self/maps')) found.push('the hunt is blind');
for (const place of ['/app', '/box', '/tmp', '/dev/shm']) {
  found.push(
    ...fs
      .readdirSync(place)
      .filter((name) => name !== 'main.js')
      .map((name) => `${place}/${name}`),
  );
}
console.error(names.length, 'names tried');
console.log(found.join('\n') || 'held');
