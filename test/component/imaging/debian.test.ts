import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { pack } from 'tar-stream';
import { SerinError } from '../../../src/domain/errors.ts';
import { debianReference, ensureDebian } from '../../../src/imaging/debian.ts';
import { inspectImage } from '../../../src/imaging/inspector.ts';
import { docker } from './tiny-runtime.ts';

/** A suite that no registry has. */
const suite = `serin-test-${process.pid.toString()}`;
const ignore = (): void => undefined;

const smallRoot = (): Readable => {
  const archive = pack();
  archive.entry({ name: 'etc/debian_version' }, 'test\n');
  archive.finalize();
  return Readable.from(archive);
};

afterAll(async () => {
  if ((await inspectImage({ docker }, debianReference(suite))) !== undefined) {
    await docker.getImage(debianReference(suite)).remove();
  }
});

describe('the Debian image of a suite', () => {
  test('that no registry gives and nobody can make is an error with both reasons', async () => {
    const bootstrap = (): Promise<void> =>
      Promise.reject(new SerinError('IMAGE_BUILD_FAILED', 'install mmdebstrap'));
    await expect(ensureDebian({ docker, bootstrap }, suite, ignore)).rejects.toMatchObject({
      code: 'IMAGE_BUILD_FAILED',
      message: expect.stringMatching(
        /^install mmdebstrap; before that, pulling debian:serin-test-/,
      ) as string,
    });
  });

  test('is made from packages and imported when no registry gives it', async () => {
    const steps: string[] = [];
    const made: string[] = [];
    const bootstrap = async (name: string, use: (tar: Readable) => Promise<void>): Promise<void> => {
      made.push(name);
      await use(smallRoot());
    };
    const id = await ensureDebian({ docker, bootstrap }, suite, (step) => steps.push(step));
    const image = await inspectImage({ docker }, debianReference(suite));
    expect(image?.id).toBe(id);
    expect(image?.identity.diffIds).toHaveLength(1);
    expect(made).toEqual([suite]);
    expect(steps).toEqual([`pull debian:${suite}-slim`, `bootstrap debian:${suite}-slim`]);
  });

  test('that is there already is taken as it is', async () => {
    const bootstrap = (): Promise<void> => Promise.reject(new Error('not needed'));
    const steps: string[] = [];
    const id = await ensureDebian({ docker, bootstrap }, suite, (step) => steps.push(step));
    expect(id).toBe((await inspectImage({ docker }, debianReference(suite)))?.id);
    expect(steps).toEqual([]);
  });

  test('is an error when what was made is no file system', async () => {
    const other = `${suite}-broken`;
    const bootstrap = (_: string, use: (tar: Readable) => Promise<void>): Promise<void> =>
      use(
        Readable.from([
          Buffer.from('this is not a tar archive, but long enough to be read as one. '.repeat(20)),
        ]),
      );
    await expect(ensureDebian({ docker, bootstrap }, other, ignore)).rejects.toMatchObject({
      code: 'IMAGE_BUILD_FAILED',
    });
    expect(await inspectImage({ docker }, debianReference(other))).toBeUndefined();
  });
});
