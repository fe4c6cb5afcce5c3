/**
 * What the environment says to this suite. The variables are taken away once they are read, because the service, which
 * inherits the environment, refuses variables that it does not know.
 *
 *   SERIN_ATTACKS            `ci` (default), `all`, or names and beginnings of names: `process/fork-bomb,memory`
 *   SERIN_ATTACKS_ISOLATION  one policy only; `ci` keeps to `reuse` unless told otherwise
 *   SERIN_ATTACKS_SHARED     1 where others use the machine too: memory of the host and processes outside are then recorded
 *                            and not judged. So it is for `ci`, unless 0 is said
 *   SERIN_ATTACKS_WORKER, SERIN_ATTACKS_SLOT   name and first of two slots, to run beside another run of this suite
 *   SERIN_ATTACKS_RESULTS    a file for the results of a selection; those of `all` have their place in bench/results
 */
const setting = (name: string, otherwise: string): string => {
  const value = process.env[name];
  Reflect.deleteProperty(process.env, name);
  return value === undefined || value === '' ? otherwise : value;
};

const wanted = setting('SERIN_ATTACKS', 'ci');
/** The quick part keeps to the default policy. */
const policy = setting('SERIN_ATTACKS_ISOLATION', wanted === 'ci' ? 'reuse' : 'reuse,fresh').split(',');

export const settings = {
  wanted,
  isolations: (['reuse', 'fresh'] as const).filter((name) => policy.includes(name)),
  shared: setting('SERIN_ATTACKS_SHARED', wanted === 'ci' ? '1' : '0') === '1',
  workerName: setting('SERIN_ATTACKS_WORKER', 'serin-attacks'),
  slotBase: Number(setting('SERIN_ATTACKS_SLOT', '96')),
  resultsPath: setting('SERIN_ATTACKS_RESULTS', ''),
};

if (settings.isolations.length === 0) throw new Error('SERIN_ATTACKS_ISOLATION is neither reuse nor fresh');

/** The first uid of the slots, as src/sandbox/topology.ts gives them. */
export const uidOf = (slot: number): number => 200_000 + slot;
