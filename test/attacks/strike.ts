/** One attack from beginning to end: the shot, what comes after it, the witness, and the examination of everything. */
import { finished, post } from '../support/client.ts';
import type { Answer } from '../support/client.ts';
import type { Language, Selected, Shot } from './catalogue.ts';
import { destroyed, examine, settledSandboxes, takeBaseline } from './invariants.ts';
import type { Baseline, Scene } from './invariants.ts';
import type { Memory, Sandbox } from './host.ts';
import type { Row } from './report.ts';
import { witnessSubmission } from './witness.ts';

const finishedWithinMs = 150_000;

interface Judged {
  readonly verdict: string;
  readonly detail: string | undefined;
  readonly result: Answer['result'];
  /** The whole of what the service said, for whoever has to find out. */
  readonly said: string;
}

export const strike = async (
  scene: Scene,
  isolation: 'reuse' | 'fresh',
  startMemory: Memory,
  { attack, language, first, next }: Selected,
): Promise<Row> => {
  const before = await takeBaseline(scene, startMemory);
  const fingerprint = await fingerprintOf(scene.service.url, language, attack.track);
  const judged = await submit(scene.service.url, language, attack.track, first);
  const faults = faultsOf(first, judged);
  if (next !== undefined) {
    const second = await submit(scene.service.url, language, attack.track, next);
    faults.push(...faultsOf(next, second).map((fault) => `the program that came next: ${fault}`));
  }
  const witness = await witnessed(scene.service.url, language, attack.track);
  if (witness !== 'clean') faults.push(`the witness: ${witness}`);

  const sandbox = (await settledSandboxes(scene, before)).find((one) => one.fingerprint === fingerprint);
  const container = await containerFate(scene, before, sandbox);
  if (attack.mustKeepContainer && isolation === 'reuse' && container !== 'kept') {
    faults.push(`the container was to be kept, but ${container}`);
  }
  const invariants = await examine(scene, before, sandbox);
  for (const { name, holds, note } of invariants) if (!holds) faults.push(`not so: ${name}: ${note ?? ''}`);
  return {
    attack: attack.id,
    about: attack.about,
    language,
    isolation,
    expected: wordsOf(first),
    got: judged.verdict,
    ...(judged.detail === undefined ? {} : { detail: judged.detail }),
    ...figuresOf(judged.result),
    container,
    witness,
    invariants,
    faults,
  };
};

const submit = async (url: string, language: Language, track: string, shot: Shot): Promise<Judged> => {
  const { source, input, answer, limits } = shot;
  const reply = await post(
    url,
    {
      language,
      track,
      ...(typeof source === 'string' ? { source } : { files: source }),
      tests: [{ input, ...(answer === undefined ? {} : { answer }) }],
      checker: { kind: 'exact' },
      limits,
      keepOutputBytes: 2_048,
    },
    '?wait=30s',
  );
  if (reply.status >= 400) {
    return {
      verdict: 'refused',
      detail: reply.body.code,
      result: undefined,
      said: JSON.stringify(reply.body),
    };
  }
  const { result } =
    reply.body.state === 'finished' ? reply.body : await finished(url, reply.body.id, finishedWithinMs);
  if (result === undefined) return { verdict: 'none', detail: undefined, result, said: 'there is no result' };
  // The word of the one test, which says more than the sum of them, unless there was no test.
  const detail = result.detail ?? result.tests[0]?.detail;
  return { verdict: result.verdict, detail, result, said: JSON.stringify(result) };
};

const wordsOf = ({ verdicts, details }: Shot): string =>
  `${verdicts.join(' or ')}${details === undefined ? '' : ` (${details.join(' or ')})`}`;

const faultsOf = (shot: Shot, { verdict, detail, said }: Judged): string[] => {
  const { verdicts, details } = shot;
  const asExpected =
    verdicts.includes(verdict) &&
    (details === undefined || (detail !== undefined && details.includes(detail)));
  return asExpected
    ? []
    : [`judged ${verdict}${detail === undefined ? '' : ` (${detail})`}, not ${wordsOf(shot)}: ${said}`];
};

const figuresOf = (result: Answer['result']): Pick<Row, 'cpuMs' | 'wallMs' | 'memoryBytes'> => {
  const test = result?.tests[0];
  return test === undefined ? {} : { cpuMs: test.cpuMs, wallMs: test.wallMs, memoryBytes: test.memoryBytes };
};

/** `clean`, or what the witness found. */
const witnessed = async (url: string, language: Language, track: string): Promise<string> => {
  const reply = await post(url, await witnessSubmission(language, track), '?wait=30s');
  if (reply.status >= 400) return `was refused: ${JSON.stringify(reply.body)}`;
  const { result } =
    reply.body.state === 'finished' ? reply.body : await finished(url, reply.body.id, finishedWithinMs);
  if (result?.verdict === 'accepted') return 'clean';
  return `${result?.verdict ?? 'none'}: ${result?.tests[0]?.stdout ?? ''} ${JSON.stringify(result)}`;
};

/** Judges every language's witness once, so that later ones are not kept waiting by a compiler. */
export const warmWitness = async (url: string, language: Language, track: string): Promise<void> => {
  const said = await witnessed(url, language, track);
  if (said !== 'clean') throw new Error(`before any attack the witness in ${language} says: ${said}`);
};

const fingerprintOf = async (url: string, language: Language, track: string): Promise<string | undefined> => {
  const answer = await fetch(`${url}/v1/languages`);
  const { languages } = (await answer.json()) as {
    languages: { language: string; tracks: { track: string; fingerprint: string }[] }[];
  };
  return languages.find((one) => one.language === language)?.tracks.find((one) => one.track === track)
    ?.fingerprint;
};

/** The sandboxes that a worker of these tracks keeps on one slot. */
export const countBindings = async (url: string, tracks: readonly string[]): Promise<number> => {
  const answer = await fetch(`${url}/v1/languages`);
  const { languages } = (await answer.json()) as { languages: { tracks: { track: string }[] }[] };
  return languages.flatMap((one) => one.tracks).filter(({ track }) => tracks.includes(track)).length;
};

/** The same container as before, or what the service counted when it gave one up. */
const containerFate = async (
  { service }: Scene,
  before: Baseline,
  sandbox: Sandbox | undefined,
): Promise<string> => {
  if (before.sandboxes.some(({ id }) => id === sandbox?.id)) return 'kept';
  const reasons = [...(await destroyed(service.url))]
    .filter(([reason, count]) => count > (before.destroyed.get(reason) ?? 0))
    .map(([reason]) => reason);
  return `replaced: ${reasons.join(', ') || 'for no reason given'}`;
};
