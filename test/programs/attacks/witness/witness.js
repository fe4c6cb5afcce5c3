// An honest program that looks for anything that somebody before it has left, and says `clean` when there is nothing.
const fs = require('fs');

const found = [];

const lookInto = (directory, allowed = []) => {
  for (const name of fs.readdirSync(directory)) {
    if (!allowed.includes(name)) found.push(`${directory} holds ${name}`);
  }
};

const lookAtTable = (path) => {
  try {
    const lines = fs.readFileSync(path, 'utf8').split('\n').filter((line) => line !== '');
    found.push(...lines.slice(1).map((line) => `${path}: ${line}`));
  } catch (error) {
    found.push(`${path} cannot be read: ${error.message}`);
  }
};

if (process.cwd() !== '/box') found.push('the working directory is not /box');
for (const name of fs.readdirSync('/proc')) {
  if (/^\d+$/.test(name) && ![1, process.pid].includes(Number(name))) found.push(`process ${name} lives`);
}
for (const directory of ['/box', '/tmp', '/dev/shm', '/dev/mqueue']) lookInto(directory);
lookInto('/app', ['main.js']);
for (const table of ['shm', 'sem', 'msg']) lookAtTable(`/proc/sysvipc/${table}`);
const limit = /^Max open files\s+(\d+)\s+(\d+)/m.exec(fs.readFileSync('/proc/self/limits', 'utf8'));
if (limit?.[1] !== '1024' || limit[2] !== '1024') found.push(`the limit of descriptors is ${limit?.[1]}`);
if (fs.readFileSync('/dev/stdin', 'utf8') !== 'anybody here?\n') found.push('/dev/stdin does not give the input');
fs.writeFileSync('/dev/stdout', `${found.join('\n') || 'clean'}\n`);
