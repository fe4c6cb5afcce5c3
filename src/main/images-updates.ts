/** `serin images updates`: which packages of the images have newer versions in Debian's archives. */
import { printJson, printLine } from '../cli/terminal.ts';
import type { Output } from '../cli/terminal.ts';
import { formatTable } from '../cli/table.ts';
import { SerinError } from '../domain/errors.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import { findRuntimes } from '../imaging/catalogue.ts';
import { isKept } from '../imaging/kept-images.ts';
import { pendingUpdates } from '../imaging/updates.ts';
import type { ImageUpdates } from '../imaging/updates.ts';
import type { Config } from './config.ts';
import { openDocker } from './docker.ts';
import { cataloguePorts } from './images.ts';

interface Asked extends ImageUpdates {
  /** Runtimes on these layers: languages that share an image have the same packages. */
  readonly runtimes: readonly string[];
  readonly image: string;
}

/** @returns 0 when every suite of every image was asked, else 1. @throws SerinError */
export const showUpdates = async (
  { stdout, stderr }: { readonly stdout: Output; readonly stderr: Output },
  config: Pick<Config, 'dataDir' | 'dockerHost'>,
  { names, json }: { readonly names: readonly string[]; readonly json: boolean },
): Promise<number> => {
  const images = await findRuntimes(cataloguePorts(config), ({ image, reason }) =>
    printLine(stderr, `serin: ${image} is passed over: ${reason}`),
  );
  const found = images.map(({ facts }) => facts);
  const docker = openDocker(config.dockerHost);
  const asked: Asked[] = [];
  for (const [first, ...others] of byLayers(chosen(found, names))) {
    if (first === undefined) continue;
    const { reference } = first.image;
    if (!json) printLine(stderr, `… ${reference}`);
    const updates = await pendingUpdates({ docker }, first.image);
    asked.push({ runtimes: [first, ...others].map(({ runtime }) => runtime), image: reference, ...updates });
  }
  if (json) printJson(stdout, asked);
  else printLine(stdout, updatesText(asked));
  return asked.every(({ suites }) => suites.every(({ fetched }) => fetched)) ? 0 : 1;
};

/** Without names the current builds; a name may be a language, a family, a runtime, or a fingerprint, also of a build that was replaced. */
const chosen = (found: readonly RuntimeFacts[], names: readonly string[]): RuntimeFacts[] => {
  const current = found.filter(({ image }) => !isKept(image.reference));
  if (names.length === 0) return current;
  const called = (facts: RuntimeFacts, name: string): boolean =>
    facts.fingerprint === name ||
    (current.includes(facts) && [facts.runtime, facts.language, facts.family].includes(name));
  const unknown = names.filter((name) => !found.some((facts) => called(facts, name)));
  if (unknown.length > 0) {
    throw new SerinError('RUNTIME_NOT_FOUND', `the engine has no image of ${unknown.join(', ')}`);
  }
  return found.filter((facts) => names.some((name) => called(facts, name)));
};

const byLayers = (runtimes: readonly RuntimeFacts[]): RuntimeFacts[][] => {
  const groups = new Map<string, RuntimeFacts[]>();
  for (const facts of runtimes) {
    const key = facts.image.identity.diffIds.join(' ');
    groups.set(key, [...(groups.get(key) ?? []), facts]);
  }
  return [...groups.values()];
};

const updatesText = (asked: readonly Asked[]): string => {
  const rows = asked.flatMap(({ runtimes, updates }) =>
    updates.map((update, index) => [
      index === 0 ? runtimes.join(' ') : '',
      update.name,
      update.installed ?? '(new)',
      update.available,
      update.suites.join(' '),
      update.security ? 'security' : '',
    ]),
  );
  const headings = ['runtimes', 'package', 'installed', 'available', 'suite', ''];
  const all = asked.flatMap(({ updates }) => updates);
  const security = all.filter((update) => update.security).length;
  return [
    ...(rows.length === 0 ? [] : [formatTable(headings, rows), '']),
    `${asked.length} images, ${all.length} updates, ${security} of them from the security archive`,
    ...unfetched(asked),
  ].join('\n');
};

/** Once for each suite, however many images name it. */
const unfetched = (asked: readonly Asked[]): string[] => {
  const suites = asked.flatMap((image) => image.suites).filter(({ fetched }) => !fetched);
  return [...new Map(suites.map((each) => [each.uri, each])).values()].map(
    ({ suite, reason }) =>
      `${suite} could not be fetched, so what it has is not known: ${reason ?? 'no reason'}`,
  );
};
