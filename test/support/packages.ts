/** The packages of `test/problems`, imported and verified as their authors would do it: by the command line. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { z } from 'zod';

export const packages: readonly string[] = readdirSync(new URL('../problems', import.meta.url));

const leastSubmissions = 4;

const verificationSchema = z.object({
  submissions: z
    .array(
      z.object({
        name: z.string(),
        track: z.string(),
        expected: z.array(z.string()),
        got: z.string(),
        asExpected: z.boolean(),
      }),
    )
    .min(leastSubmissions),
  skipped: z.array(z.unknown()),
});

export const serinAt =
  (url: string) =>
  (...argv: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const env = { ...process.env, SERIN_SERVER: url };
      execFile(process.execPath, ['dist/src/main/serin.js', ...argv], { env }, (error, stdout, stderr) => {
        resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr });
      });
    });

/** Every submission of the package comes to what its author expects, on each of the tracks, and none is left out. */
export const verifyPackage = async (url: string, name: string, tracks: readonly string[]): Promise<void> => {
  const serin = serinAt(url);
  const imported = await serin('problems', 'import', `test/problems/${name}`);
  expect(imported, imported.stderr).toMatchObject({ exitCode: 0 });
  const verified = await serin('problems', 'verify', name, '--json', '--track', ...tracks);
  const { submissions, skipped } = verificationSchema.parse(JSON.parse(verified.stdout));
  expect(submissions.filter(({ asExpected }) => !asExpected)).toEqual([]);
  expect(skipped).toEqual([]);
  expect([...new Set(submissions.map(({ track }) => track))].sort()).toEqual([...tracks].sort());
  expect(verified.exitCode).toBe(0);
};
