import { runtimeManifestSchema } from '../../src/domain/runtime.ts';
import type { Binding, RuntimeFacts, RuntimeManifest } from '../../src/domain/runtime.ts';
import { defaultLimits } from '../../src/domain/limits.ts';
import type { SubmissionSpec } from '../../src/domain/submission.ts';

/** A compiled language with everything said that a manifest can say. */
export const manifestOf = (changes: Record<string, unknown> = {}): RuntimeManifest =>
  runtimeManifestSchema.parse({
    apiVersion: 'serin/v1',
    kind: 'Runtime',
    language: 'cpp',
    version: '14',
    displayName: 'C++ (GCC 14)',
    suite: 'trixie',
    bootstrap: 'stable',
    source: { file: 'main.cpp', extensions: ['.cpp'] },
    compile: { argv: ['/usr/bin/g++', '-O2', '-o', '/box/main', '{sources}'], artifacts: ['main'] },
    run: { argv: ['/app/main'] },
    probes: { version: { argv: ['/usr/bin/g++', '-dumpfullversion'], pattern: '^(\\S+)' } },
    editor: { codemirror: 'text', monaco: 'plaintext', template: 'hello' },
    ...changes,
  });

export const factsOf = (changes: Partial<RuntimeFacts> = {}): RuntimeFacts => ({
  fingerprint: 'cpp-14.2.0@0123456789ab',
  runtime: 'cpp-14',
  language: 'cpp',
  family: 'cpp',
  version: '14.2.0',
  probes: { version: '14.2.0', features: {} },
  manifest: manifestOf(),
  image: {
    id: 'sha256:1',
    reference: 'serin/cpp:14',
    sizeBytes: 1,
    identity: {
      architecture: 'amd64',
      diffIds: ['sha256:a'],
      env: [],
      user: '',
      workdir: '/',
      entrypoint: [],
    },
  },
  ...changes,
});

export const bindingOf = (changes: Partial<Binding> = {}): Binding => ({
  language: 'cpp',
  family: 'cpp',
  track: 'stable',
  runtime: 'cpp-14',
  fingerprint: 'cpp-14.2.0@0123456789ab',
  by: 'serin',
  reason: 'bootstrap',
  atMs: 0,
  ...changes,
});

export const specOf = (changes: Partial<SubmissionSpec> = {}): SubmissionSpec => ({
  language: 'cpp',
  limits: defaultLimits,
  checker: { kind: 'tokens' },
  stopAtFirstFailure: false,
  keepOutputBytes: 0,
  priority: 'practice',
  tenant: 'default',
  user: {},
  client: {},
  traceId: '0af7651916cd43dd8448eb211c80319c',
  ...changes,
});
