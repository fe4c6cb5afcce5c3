/** Answers as a server gives them. */
export const decision = {
  track: 'canary',
  runtime: 'python-3.14',
  fingerprint: 'python-3.14.0@1f2e3d4c5b6a',
  reason: 'PINNED',
  revision: 3,
};

export const result = (given: object = {}) => ({
  verdict: 'accepted',
  score: 100,
  cpuMs: 11.2,
  wallMs: 12,
  memoryBytes: 9_437_184,
  tests: [{ name: '1', verdict: 'accepted', cpuMs: 11.2, wallMs: 12, memoryBytes: 9_437_184, stdout: '3\n' }],
  timings: { queuedMs: 1, leaseMs: 0, compileMs: 0, runMs: 12, totalMs: 15 },
  harness: 'h',
  worker: 'w',
  ...given,
});

export const queued = { id: 's1', state: 'queued', language: 'python', attempt: 1, decision, createdAtMs: 1 };

export const finished = (given: object = {}) => ({ ...queued, state: 'finished', result: result(given) });

export const languages = {
  languages: [
    {
      language: 'python',
      family: 'python',
      displayName: 'Python 3',
      extensions: ['.py'],
      sourceFile: 'main.py',
      compiled: false,
      tracks: [
        {
          track: 'stable',
          runtime: 'python-3.13',
          version: '3.13.5',
          fingerprint: 'python-3.13.5@aaaaaaaaaaaa',
        },
        { track: 'canary', runtime: 'python-3.14', version: '3.14.0', fingerprint: decision.fingerprint },
      ],
    },
    ...['cpp', 'cpp17', 'cpp20'].map((language) => ({
      language,
      family: 'cpp',
      displayName: 'C++',
      extensions: ['.cpp', '.cc'],
      tracks: [],
    })),
    ...['b1', 'b2'].map((language) => ({
      language,
      family: 'b',
      displayName: 'B',
      extensions: ['.b'],
      tracks: [],
    })),
  ],
};
