import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const directory = fileURLToPath(new URL('../../../sandboxes/seccomp/', import.meta.url));

interface Rule {
  readonly names: readonly string[];
  readonly action: string;
  readonly errnoRet?: number;
  readonly args?: readonly { index: number; value: number; valueTwo: number; op: string }[];
}

const profile = JSON.parse(readFileSync(`${directory}profile.json`, 'utf8')) as {
  defaultAction: string;
  archMap: { architecture: string; subArchitectures: string[] }[];
  syscalls: Rule[];
};

const rulesFor = (name: string): Rule[] => profile.syscalls.filter((rule) => rule.names.includes(name));

describe("the container's system call profile", () => {
  test('and the filter table are what profile.yaml says', () => {
    const checked = spawnSync(process.execPath, [`${directory}generate.mjs`, '--check'], {
      encoding: 'utf8',
    });
    expect(checked.stderr).toBe('');
    expect(checked.status).toBe(0);
  });

  test('refuses what it does not name', () => {
    expect(profile.defaultAction).toBe('SCMP_ACT_ERRNO');
    expect(new Set(profile.syscalls.map(({ action }) => action))).toEqual(
      new Set(['SCMP_ACT_ALLOW', 'SCMP_ACT_ERRNO']),
    );
  });

  test('knows native ABIs only, so that all others kill', () => {
    expect(profile.archMap).toEqual([
      { architecture: 'SCMP_ARCH_X86_64', subArchitectures: [] },
      { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: [] },
    ]);
  });

  test('answers clone3 with ENOSYS by a rule of its own, which old engines honour', () => {
    expect(rulesFor('clone3')).toMatchObject([{ names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 }]);
  });

  test('lets clone make no namespace of any kind', () => {
    const [rule, ...others] = rulesFor('clone');
    expect(others).toEqual([]);
    const mask = rule?.args?.[0];
    expect(mask).toMatchObject({ index: 0, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' });
    const newNamespaces = [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000];
    for (const flag of newNamespaces) expect((mask?.value ?? 0) & flag).toBe(flag);
  });

  test('lets sockets be of the family AF_UNIX only', () => {
    for (const call of ['socket', 'socketpair']) {
      const allowing = rulesFor(call).filter(({ action }) => action === 'SCMP_ACT_ALLOW');
      expect(allowing).toHaveLength(1);
      expect(allowing[0]?.args).toEqual([{ index: 0, value: 1, valueTwo: 0, op: 'SCMP_CMP_EQ' }]);
    }
  });

  test('allows nothing that could outlive a program or reach another', () => {
    const allowed = new Set(
      profile.syscalls.filter(({ action }) => action === 'SCMP_ACT_ALLOW').flatMap(({ names }) => names),
    );
    const never =
      'shmget semget msgget mq_open add_key keyctl ptrace process_vm_readv pidfd_getfd unshare setns mount bpf ' +
      'perf_event_open userfaultfd io_uring_setup io_setup setuid setxattr chown inotify_init1 sync';
    expect(never.split(' ').filter((name) => allowed.has(name))).toEqual([]);
  });
});
