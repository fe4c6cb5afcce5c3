/** The packages of `test/problems`, each imported and verified as its author would do it. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';

const packages = readdirSync(new URL('../problems', import.meta.url));
const leastSubmissions = 4;

const verificationSchema = z.object({
  submissions: z
    .array(
      z.object({
        name: z.string(),
        expected: z.array(z.string()),
        got: z.string(),
        asExpected: z.boolean(),
      }),
    )
    .min(leastSubmissions),
  skipped: z.array(z.unknown()),
});

let service: Service;

beforeAll(async () => {
  service = await startService();
});

afterAll(() => service.close());

const serin = (...argv: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, SERIN_SERVER: service.url };
    execFile(process.execPath, ['dist/src/main/serin.js', ...argv], { env }, (error, stdout, stderr) => {
      resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr });
    });
  });

test.each(packages)('%s: every submission of the package comes to what its author expects', async (name) => {
  const imported = await serin('problems', 'import', `test/problems/${name}`);
  expect(imported, imported.stderr).toMatchObject({ exitCode: 0 });
  const verified = await serin('problems', 'verify', name, '--json');
  const { submissions, skipped } = verificationSchema.parse(JSON.parse(verified.stdout));
  expect(submissions.filter(({ asExpected }) => !asExpected)).toEqual([]);
  expect(skipped).toEqual([]);
  expect(verified.exitCode).toBe(0);
});

test('a submission that does not come to what is expected is named, and the verb fails', async () => {
  const only = ['--only', 'wrong_answer', '--time-factor', '1'];
  const imported = await serin(
    'problems',
    'import',
    'test/programs/problems/mislabelled',
    '--id',
    'mislabelled',
  );
  expect(imported, imported.stderr).toMatchObject({ exitCode: 0 });
  const verified = await serin('problems', 'verify', 'mislabelled', ...only);
  expect(verified.exitCode).toBe(1);
  expect(verified.stdout).toMatch(/✗ +submissions\/wrong_answer\/right\.py +stable +wrong_answer +accepted/);
  expect(verified.stdout).toContain('0 of 1 as expected.');
});

test('a submission to a problem with an interactor is shown with what both said, on demand', async () => {
  const imported = await serin('problems', 'import', 'test/problems/guess', '--id', 'guess-shown');
  expect(imported, imported.stderr).toMatchObject({ exitCode: 0 });
  const program = 'test/problems/guess/submissions/accepted/binary.py';
  const submitted = ['submit', program, '--language', 'python', '--problem', 'guess-shown'];
  const shown = await serin(...submitted, '--show-output');
  expect(shown, shown.stderr).toMatchObject({ exitCode: 0 });
  expect(shown.stdout).toMatch(/conversation \(.*\):\n {2}[><] .*\n {2}[><] /);
  expect((await serin(...submitted)).stdout).not.toContain('conversation');
});
