// Reaches for Node's internals and for native code: bindings, libraries, users, descriptors. Lists what it was given.
const fs = require('node:fs');
const found = [];
let tried = 0;
const attempt = (name, act) => {
  tried++;
  try {
    if (act() !== false) found.push(name);
  } catch {
    // Refused, as it must be.
  }
};
fs.writeFileSync('/tmp/evil.node', 'this is no library');
fs.copyFileSync('/bin/true', '/tmp/true');
fs.chmodSync('/tmp/true', 0o755);
const { spawnSync } = require('node:child_process');
attempt('a library that is none', () => process.dlopen({ exports: {} }, '/tmp/evil.node'));
attempt('a program in /tmp', () => spawnSync('/tmp/true').error === undefined);
attempt('setuid', () => process.setuid(0));
attempt('setgid', () => process.setgid(0));
attempt('setgroups', () => process.setgroups([0]));
attempt('a child that is root', () => spawnSync('/bin/true', { uid: 0 }).error === undefined);
attempt('kill 1', () => process.kill(1, 'SIGKILL'));
attempt('kill all others', () => process.kill(-1, 0));
attempt('priority', () => require('node:os').setPriority(0, -20));
attempt('priority of 1', () => require('node:os').setPriority(1, 19));
attempt('descriptor 3 and more from outside', () =>
  fs.readdirSync('/proc/self/fd').some((fd) => /^(\/app|\/box|\/\.serin|\/host|\/var)/.test(linkOf(fd))),
);
attempt('PIPE handles of others', () => new (process.binding('pipe_wrap').Pipe)(0).open(0) === 'never');
attempt(
  'spawn by the internal binding',
  () => process.binding('spawn_sync').spawn({ file: '/bin/true', args: [], uid: 0 }).error === undefined,
);
function linkOf(fd) {
  try {
    return fs.readlinkSync(`/proc/self/fd/${fd}`).replace('/app/main.js', '');
  } catch {
    return '';
  }
}
console.error(tried, 'attempts');
console.log(found.join('\n') || 'held');
