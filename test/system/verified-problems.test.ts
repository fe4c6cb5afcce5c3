/** The packages of `test/problems`, each imported and verified as its author would do it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { packages, serinAt, verifyPackage } from '../support/packages.ts';

let service: Service;

beforeAll(async () => {
  service = await startService();
});

afterAll(() => service.close());

const serin = (...argv: string[]) => serinAt(service.url)(...argv);

test.each(packages)('%s: every submission of the package comes to what its author expects', (name) =>
  verifyPackage(service.url, name, ['stable']),
);

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
