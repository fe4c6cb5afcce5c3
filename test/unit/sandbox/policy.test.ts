import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SerinError } from '../../../src/domain/errors.ts';
import { parsePolicies } from '../../../src/sandbox/policy.ts';

const valid = `apiVersion: serin/v1
kind: SandboxPolicy
name: default
memoryMaxBytes: 1073741824
pidsMax: 512
shmBytes: 65536
box: { sizeBytes: 134217728, inodes: 4096 }
app: { sizeBytes: 67108864, inodes: 4096 }
tmp: { sizeBytes: 67108864, inodes: 4096 }
`;

const fault = (text: string): SerinError => {
  try {
    parsePolicies([{ path: 'p.yaml', text }]);
  } catch (error) {
    return error as SerinError;
  }
  throw new Error('the policy was taken');
};

test('a policy is read by its name', () => {
  expect(parsePolicies([{ path: 'p.yaml', text: valid }]).get('default')).toMatchObject({
    memoryMaxBytes: 1 << 30,
    box: { inodes: 4096 },
  });
});

test('every fault is told at its path, all at once', () => {
  const broken = valid.replace('512', 'many').replace('65536', '0').replace('inodes: 4096 }', 'inodes: 0 }');
  expect(fault(broken)).toMatchObject({ code: 'CONFIG_INVALID' });
  expect(fault(broken).faults.map(({ path }) => path)).toEqual([
    'p.yaml#/pidsMax',
    'p.yaml#/shmBytes',
    'p.yaml#/box/inodes',
  ]);
});

test('unknown keys, other kinds and text that is no YAML are refused', () => {
  expect(fault(`${valid}extra: 1\n`).message).toContain('extra');
  expect(fault(valid.replace('SandboxPolicy', 'Runtime')).faults[0]?.path).toBe('p.yaml#/kind');
  expect(fault('a: [').faults[0]?.message).toContain('is not YAML');
});

test('two policies of one name and no policy at all are refused', () => {
  const twice = [
    { path: 'a.yaml', text: valid },
    { path: 'b.yaml', text: valid },
  ];
  expect(() => parsePolicies(twice)).toThrow(/b\.yaml#\/name/);
  expect(() => parsePolicies([])).toThrow(/there is no policy/);
});

test('the policies that ship are valid, and each file is named as its policy', () => {
  const directory = new URL('../../../sandboxes/policies/', import.meta.url);
  const files = readdirSync(directory).filter((file) => file.endsWith('.yaml'));
  const documents = files.map((file) => ({
    path: file,
    text: readFileSync(new URL(file, directory), 'utf8'),
  }));
  const policies = parsePolicies(documents);
  expect([...policies.keys()].map((name) => `${name}.yaml`).sort()).toEqual(files.sort());
  expect(policies.has('default')).toBe(true);
});
