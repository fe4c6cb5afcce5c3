/**
 * fetch-packages LIST FOLDER: packages of the npm registry, unpacked below a folder. A line of the list holds where a package goes, its
 * tarball, its SHA-512, and the architecture that it is for if it is not for all. What does not have its digest is refused, so a build
 * behind a proxy with a certificate of its own needs no other care.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [list, folder] = process.argv.slice(2);

for (const line of readFileSync(list, 'utf8').trim().split('\n')) {
  const [name, tarball, digest, architecture = process.arch] = line.split(/\s+/);
  if (architecture !== process.arch) continue;
  const response = await fetch(`https://registry.npmjs.org/${tarball}`);
  if (!response.ok) throw new Error(`${tarball}: ${response.status}`);
  const data = Buffer.from(await response.arrayBuffer());
  const found = createHash('sha512').update(data).digest('base64');
  if (found !== digest) throw new Error(`${tarball}: its digest is ${found}`);
  const to = join(folder, name);
  mkdirSync(to, { recursive: true });
  execFileSync('tar', ['-xz', '--strip-components=1', '--no-same-owner', '-C', to], { input: data });
}
