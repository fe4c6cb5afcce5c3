// Writes profile.json and ../runner/src/filter_table.c from profile.yaml; with --check it compares instead.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';

const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const errnos = { EPERM: 1, ENOMEM: 12, ENOSYS: 38, EAFNOSUPPORT: 97 };
const parties = ['runner', 'compile', 'run'];
const dockerArchitectures = { amd64: 'SCMP_ARCH_X86_64', arm64: 'SCMP_ARCH_AARCH64' };

/** Every fault of the source at once, as sentences. A name may stand in one place only. */
function findFaults(source) {
  const faults = [];
  const homes = new Map();
  const claim = (call, home) => {
    if (!/^[a-z0-9_]+$/.test(call)) faults.push(`${home}: "${call}" is not the name of a system call`);
    if (homes.has(call)) faults.push(`${call} stands in ${homes.get(call)} and in ${home}`);
    homes.set(call, home);
  };
  const sections = ['allowed', 'conditional', 'absent', 'denied'];
  for (const section of sections) {
    for (const entry of source[section]) {
      const home = `${section}/${entry.name ?? entry.call}`;
      if (!entry.reason) faults.push(`${home} has no reason`);
      for (const call of entry.calls ?? [entry.call]) claim(call, home);
      for (const party of entry.for ?? []) {
        if (!parties.includes(party)) faults.push(`${home}: nobody is called "${party}"`);
      }
      if (typeof entry.reason !== 'string') faults.push(`${home}: the reason is not a text`);
      for (const name of [entry.refusal, entry.otherwise]) {
        if (name !== undefined && !(name in errnos)) faults.push(`${home}: unknown errno ${name}`);
      }
    }
  }
  for (const name of source.architectures) {
    if (!(name in dockerArchitectures)) faults.push(`unknown architecture ${name}`);
  }
  return faults;
}

const comparison = ({ argument, mask, equals, differs }) => {
  if (differs !== undefined) return { index: argument, value: differs, valueTwo: 0, op: 'SCMP_CMP_NE' };
  return mask === undefined
    ? { index: argument, value: equals, valueTwo: 0, op: 'SCMP_CMP_EQ' }
    : { index: argument, value: mask, valueTwo: equals, op: 'SCMP_CMP_MASKED_EQ' };
};

/** libseccomp compares a masked argument for equality alone, so of a mask only a single bit that must be 0 has an opposite. */
const opposite = (call, { argument, mask, equals }) => {
  if (mask === undefined) return { index: argument, value: equals, valueTwo: 0, op: 'SCMP_CMP_NE' };
  const isOneBit = mask > 0 && Number.isInteger(Math.log2(mask));
  if (!isOneBit || equals !== 0)
    throw new Error(`${call}: "otherwise" needs a plain condition, or one bit that is 0`);
  return { index: argument, value: mask, valueTwo: mask, op: 'SCMP_CMP_MASKED_EQ' };
};

/** One rule per permitted argument, and one for the rest where its errno is not the default. */
function conditionalRules({ call, reason, when, otherwise }) {
  const rules = when.map((condition) => ({
    names: [call],
    action: 'SCMP_ACT_ALLOW',
    args: [comparison(condition)],
    comment: reason,
  }));
  if (otherwise !== undefined) {
    if (when.length !== 1) throw new Error(`${call}: "otherwise" needs exactly one condition`);
    rules.push({
      names: [call],
      action: 'SCMP_ACT_ERRNO',
      errnoRet: errnos[otherwise],
      args: [opposite(call, when[0])],
      comment: `${call} with any other argument`,
    });
  }
  return rules;
}

function dockerProfile(source) {
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: errnos.EPERM,
    archMap: source.architectures.map((name) => ({
      architecture: dockerArchitectures[name],
      subArchitectures: [],
    })),
    syscalls: [
      ...source.allowed.map(({ name, reason, calls }) => ({
        names: [...calls].sort(),
        action: 'SCMP_ACT_ALLOW',
        comment: `${name}: ${reason}`,
      })),
      ...source.conditional.flatMap(conditionalRules),
      ...source.absent.map(({ name, reason, calls }) => ({
        names: [...calls].sort(),
        action: 'SCMP_ACT_ERRNO',
        errnoRet: errnos.ENOSYS,
        comment: `${name}: ${reason}`,
      })),
    ],
  };
}

function rowFlags({ for: users = [], refusal }) {
  const flags = [];
  if (users.includes('compile')) flags.push('FILTER_FOR_COMPILE');
  if (users.includes('run')) flags.push('FILTER_FOR_RUN');
  if (refusal === 'ENOSYS') flags.push('FILTER_ABSENT');
  return flags.length === 0 ? '0' : flags.join(' | ');
}

function filterTable(source) {
  const entries = [
    ...source.allowed,
    ...source.conditional,
    ...source.absent.map((entry) => ({ ...entry, refusal: 'ENOSYS' })),
    ...source.denied,
  ];
  const rows = entries
    .flatMap((entry) => (entry.calls ?? [entry.call]).map((call) => ({ call, flags: rowFlags(entry) })))
    .sort((a, b) => (a.call < b.call ? -1 : 1));
  const lines = rows.map(
    ({ call, flags }) => `#ifdef __NR_${call}\n    {.number = __NR_${call}, .flags = ${flags}},\n#endif`,
  );
  return `/* Written by sandboxes/seccomp/generate.mjs from profile.yaml. Not to be edited. */
#include "filter.h"

#include <asm/unistd.h>

const struct filter_row filter_rows[] = {
${lines.join('\n')}
};

const size_t filter_row_count = sizeof filter_rows / sizeof filter_rows[0];
`;
}

const source = parse(readFileSync(at('profile.yaml'), 'utf8'));
const faults = findFaults(source);
if (faults.length > 0) {
  process.stderr.write(faults.map((fault) => `profile.yaml: ${fault}\n`).join(''));
  process.exit(1);
}
const style = { ...(await resolveConfig(at('profile.json'))), parser: 'json' };
const outputs = {
  'profile.json': await format(JSON.stringify(dockerProfile(source)), style),
  '../runner/src/filter_table.c': filterTable(source),
};
for (const [name, text] of Object.entries(outputs)) {
  if (!process.argv.includes('--check')) writeFileSync(at(name), text);
  else if (readFileSync(at(name), 'utf8') !== text) {
    process.stderr.write(`${name} is not what profile.yaml says: run node sandboxes/seccomp/generate.mjs\n`);
    process.exitCode = 1;
  }
}
