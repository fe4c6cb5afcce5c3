/** The first path: what the file system tells. It may miss things, or fail; then the timer finds them. */
import { basename } from 'node:path';
import { watch } from 'chokidar';

/** Calls for everything that stirs in a directory or below it, and when the directory itself comes or goes. */
export const watchDirectory = (
  directory: string,
  stirred: () => void,
  failed: (cause: unknown) => void,
): { close(): Promise<void> } => {
  const watcher = watch(directory, {
    ignoreInitial: true,
    // Names with a dot are watched: a ConfigMap changes by the swap of `..data`.
    ignored: (path) => basename(path) === '.git',
    depth: 16,
    atomic: false,
  });
  watcher.on('all', stirred);
  watcher.on('error', failed);
  return watcher;
};
