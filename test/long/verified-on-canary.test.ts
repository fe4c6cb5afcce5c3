/** What the packages of `test/problems` come to on stable, which CI sees, holds on the runtimes of tomorrow. */
import { afterAll, beforeAll, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { packages, verifyPackage } from '../support/packages.ts';

let service: Service;

beforeAll(async () => {
  service = await startService({
    workerName: 'serin-verifying-canary',
    slotBase: 252,
    flags: ['--slots', '1'],
  });
});

afterAll(() => service.close());

test.each(packages)('%s: every submission comes to the same on canary and side by side', (name) =>
  verifyPackage(service.url, name, ['stable', 'canary']),
);
