import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What runs. */
export interface Identity {
  readonly version: string;
}

/** Reads the package.json above this file, wherever the build put it. @throws Error when there is none. */
export const readIdentity = (): Identity => {
  let directory = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const found = readPackage(join(directory, 'package.json'));
    if (found?.name === 'serin') return { version: found.version };
    const above = dirname(directory);
    if (above === directory)
      throw new Error('Serin’s package.json is missing: the installation is not whole');
    directory = above;
  }
};

const readPackage = (path: string): { name: string; version: string } | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string };
  } catch {
    return undefined;
  }
};
