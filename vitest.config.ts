import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 20_000, hookTimeout: 60_000 },
      },
      {
        // One adapter against a real Redis or a real Docker engine.
        test: {
          name: 'component',
          include: ['test/component/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        // The whole service over HTTP.
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        // What takes minutes, over HTTP as well.
        test: {
          name: 'long',
          include: ['test/long/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        // Hostile programs against the whole service, and what must hold on the host after each.
        test: {
          name: 'attacks',
          // The quick part, for CI, leaves out the tests of the suite itself.
          include:
            process.env['SERIN_ATTACKS'] === undefined
              ? ['test/attacks/{attacks,catalogue}.test.ts']
              : ['test/attacks/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          sequence: { concurrent: false },
        },
      },
    ],
  },
});
