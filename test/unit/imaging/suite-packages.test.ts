import { expect, test } from 'vitest';
import { parsePolicy } from '../../../src/imaging/suite-packages.ts';

test('the answer of apt-cache is read by package, without those that cannot be installed', () => {
  const text = `gcc:
  Installed: (none)
  Candidate: 4:14.2.0-1
  Version table:
     4:14.2.0-1 500
        500 http://deb.debian.org/debian trixie/main amd64 Packages
java-sdk:
  Installed: (none)
  Candidate: (none)
  Version table:
lua5.4:
  Installed: 5.4.7-1
  Candidate: 5.4.7-1
`;
  expect([...parsePolicy(text)]).toEqual([
    ['gcc', '4:14.2.0-1'],
    ['lua5.4', '5.4.7-1'],
  ]);
  expect(parsePolicy('').size).toBe(0);
});
