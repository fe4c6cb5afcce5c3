import { expect, test } from 'vitest';
import { auxiliaryRuntime } from '../../../src/main/auxiliary.ts';
import { bindingOf, factsOf } from '../../support/facts.ts';

const served = factsOf();
const bindings = [
  bindingOf({ track: 'canary', fingerprint: 'cpp-16.2.0@ba9876543210' }),
  bindingOf(),
  bindingOf({ language: 'python', fingerprint: 'python-3.13.5@1f2e3d4c5b6a' }),
  bindingOf({ language: 'go', track: 'canary' }),
];
const runtime = (fingerprint: string) => (fingerprint === served.fingerprint ? served : undefined);
const ask = (language: string) => () => auxiliaryRuntime({ bindings: () => bindings, runtime }, language);

test("a problem's own program is run by what its language has on stable", () => {
  expect(ask('cpp')()).toBe(served);
});

test.each([
  ['is not served here', 'python', 'this worker has no image for python-3.13.5@1f2e3d4c5b6a'],
  ['is bound to canary only', 'go', 'serin tracks set go stable RUNTIME'],
  ['is not bound at all', 'ada', 'bound to no runtime on stable'],
])('a language that %s is told of, with what to do', (_what, language, detail) => {
  expect(ask(language)).toThrow(
    expect.objectContaining({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringContaining(detail) as string,
    }),
  );
});
