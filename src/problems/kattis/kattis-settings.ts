/**
 * What applies to a group of tests, in the words of either version: read from `testdata.yaml` or `test_group.yaml`, with what it inherits.
 *
 * legacy: a group without a file of its own has all of that of its nearest ancestor. 2023-07: arguments are inherited one by one, scoring is not.
 */
import type { ReadContext } from '../context.ts';
import type { Place } from '../faults.ts';
import { joined } from '../package-path.ts';
import { fitting, withoutNulls } from '../schema.ts';
import { readYamlFile } from '../yaml-file.ts';
import { testGroupSchema, testdataSchema } from './kattis-schema.ts';
import type { TestGroup, Testdata } from './kattis-schema.ts';

export type KattisVersion = 'kattis-legacy' | 'kattis-2023-07';

export interface GroupSettings {
  readonly place: Place;
  readonly legacy: Testdata;
  readonly group: TestGroup;
  readonly args: readonly string[];
  readonly validatorArgs: readonly string[];
}

export const noSettings: GroupSettings = {
  place: { file: 'problem.yaml' },
  legacy: {},
  group: {},
  args: [],
  validatorArgs: [],
};

/** Of the group whose tests lie in `folder`. */
export const groupSettings = (
  context: ReadContext,
  version: KattisVersion,
  folder: string,
  above: GroupSettings,
): GroupSettings => {
  const legacy = version === 'kattis-legacy';
  const names = legacy ? ['testdata.yaml', 'test_group.yaml'] : ['test_group.yaml', 'testdata.yaml'];
  const [path, other] = names.map((name) => joined(folder, name));
  const file = context.files.get(path ?? '');
  if (context.files.get(other ?? '') !== undefined) {
    context.faults.warning(
      other ?? '',
      `belongs to the other version of the format, and is not looked at; here it is ${names[0] ?? ''}`,
    );
  }
  const inherited = legacy ? above : { ...above, group: {} };
  if (file === undefined) return inherited;
  const yaml = readYamlFile(file, context.faults);
  if (yaml === undefined) return inherited;
  const place = { file: file.path };
  if (legacy) {
    const read = fitting(testdataSchema, withoutNulls(yaml), context.faults, 'warning') ?? {};
    return { ...above, place, legacy: read, validatorArgs: read.output_validator_flags ?? [] };
  }
  const read = fitting(testGroupSchema, withoutNulls(yaml), context.faults, 'warning') ?? {};
  if (read.static_validation !== undefined && read.static_validation !== false) {
    context.faults.error(yaml.placeOf(['static_validation']), 'static validation is not supported');
  }
  return withArguments({ ...above, place, group: read }, read);
};

/** Of one test: what its own file says, and what its group does. */
export const testSettings = (context: ReadContext, base: string, group: GroupSettings): GroupSettings => {
  const file = context.files.get(`${base}.yaml`);
  const line = context.files.get(`${base}.args`);
  const yaml = file === undefined ? undefined : readYamlFile(file, context.faults);
  const read =
    yaml === undefined ? undefined : fitting(testGroupSchema, withoutNulls(yaml), context.faults, 'warning');
  const own = read === undefined ? group : withArguments({ ...group, place: { file: `${base}.yaml` } }, read);
  if (line?.source.kind !== 'held') return own;
  const args = line.source.bytes
    .toString('utf8')
    .split(/\s+/)
    .filter((each) => each !== '');
  return { ...own, args };
};

const withArguments = (
  settings: GroupSettings,
  { args, output_validator_args }: TestGroup,
): GroupSettings => ({
  ...settings,
  args: args ?? settings.args,
  validatorArgs: output_validator_args ?? settings.validatorArgs,
});
