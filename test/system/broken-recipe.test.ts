/** A recipe that somebody is editing must not keep the judge down: what is built is served. */
import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import { judged } from '../support/client.ts';

test('a service starts beside a broken recipe, says what is wrong with it, and judges', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'serin-images-'));
  try {
    await cp('images', directory, { recursive: true });
    await appendFile(join(directory, 'lua/5.4/runtime.yaml'), 'suite: [\n');
    const service = await startService({ flags: ['--images-dir', directory] });
    try {
      expect(service.said()).toContain('images/lua/5.4/runtime.yaml:');
      expect(service.said()).toContain('going on with the runtime images that there are');
      const answer = await judged(service.url, {
        language: 'python',
        source: 'print(1)',
        tests: [{ input: '', answer: '1' }],
      });
      expect(answer.result?.verdict).toBe('accepted');
    } finally {
      await service.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
