// Tries to connect: loopback, the cloud's metadata, Docker's bridge and socket, names; and to listen. None may work.
const dns = require('node:dns');
const net = require('node:net');
const through = [];
let tried = 0;

const fails = (what, begin) =>
  new Promise((done) => {
    tried++;
    const got = () => done(through.push(what));
    try {
      begin(got, done);
    } catch {
      done();
    }
  });

const targets = ['127.0.0.1', '::1', '169.254.169.254', '172.17.0.1'].flatMap((host) =>
  [80, 2375, 8080].map((port) => ({ host, port, timeout: 100 })),
);
targets.push({ path: '/var/run/docker.sock' }, { path: '\0docker' });
const attempts = targets.map((target) =>
  fails(target, (got, refused) => net.connect(target).on('connect', got).on('error', refused).on('timeout', refused)),
);
attempts.push(fails('listening', (got, refused) => net.createServer().on('error', refused).listen(0, got)));
attempts.push(fails('a name', (got, refused) => dns.lookup('metadata.google.internal', (error) => (error ? refused() : got()))));
Promise.all(attempts).then(() => {
  process.stderr.write(`${tried} attempts\n`);
  process.stdout.write(through.length === 0 && tried === 16 ? 'held\n' : `${JSON.stringify(through)}\n`);
  process.exit(0);
});
