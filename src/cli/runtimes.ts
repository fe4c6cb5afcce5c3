/** The verbs about what runtimes are made of: what differs between two, and bills of materials. */
import { billSchema, runtimeDiffSchema } from './answers.ts';
import type { RuntimeDiffAnswer } from './answers.ts';
import type { ListingDeps } from './listings.ts';
import { CliFailure, exitCodes } from './failure.ts';
import { bytes, printable } from './figures.ts';
import { formatTable } from './table.ts';
import { printJson, printLine } from './terminal.ts';

export const showDiff = async (
  { client, stdout, json }: ListingDeps,
  between: { readonly from: string; readonly to: string },
): Promise<number> => {
  const query = new URLSearchParams({ from: between.from, to: between.to }).toString();
  const { value, raw } = await client.json(runtimeDiffSchema, { path: `/v1/runtimes/diff?${query}` });
  if (json) printJson(stdout, raw);
  else printLine(stdout, diffText(value));
  return exitCodes.ok;
};

/** The document is JSON as it is; `--output` puts it into a file. */
export const saveBill = async (
  { client, stdout }: ListingDeps,
  asked: {
    readonly runtime: string;
    readonly output?: string;
    readonly writeFile: (path: string, text: string) => Promise<void>;
  },
): Promise<number> => {
  const path = `/v1/runtimes/${encodeURIComponent(asked.runtime)}/sbom`;
  const { value, raw } = await client.json(billSchema, { path });
  if (asked.output === undefined) printJson(stdout, raw);
  else {
    const { output } = asked;
    await asked.writeFile(output, `${JSON.stringify(raw, undefined, 2)}\n`).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new CliFailure(exitCodes.failed, `${output} cannot be written: ${reason}`);
    });
    const count = value.components.length;
    printLine(stdout, `${asked.output}: ${count} components of ${value.metadata.component['bom-ref']}`);
  }
  return exitCodes.ok;
};

const diffText = (diff: RuntimeDiffAnswer): string => {
  const sections = [
    headText(diff),
    ...parts.map((part) => partText(diff, part)),
    layersText(diff),
    packagesText(diff),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
};

const parts = ['runtime', 'probes', 'source', 'compile', 'run', 'image'] as const;

const headText = ({ from, to }: RuntimeDiffAnswer): string => {
  if (from.fingerprint === to.fingerprint) return `${from.fingerprint} is the same runtime on both sides`;
  return `${from.fingerprint} → ${to.fingerprint}`;
};

const partText = ({ changes, commands }: RuntimeDiffAnswer, part: (typeof parts)[number]): string => {
  const rows = changes
    .filter((change) => change.part === part)
    .map(({ what, from, to }) => [`  ${what}`, `${shown(from)} → ${shown(to)}`]);
  const words = commands
    .filter((command) => command.part === part)
    .map((command) => `  command  ${command.words.map(wordText).join(' ')}`);
  const table = rows.length === 0 ? [] : formatTable(['', ''], rows).split('\n').slice(1);
  return rows.length + words.length === 0 ? '' : [part, ...words, ...table].join('\n');
};

/** `gcc [-14-] {+16+}`: what is not kept is marked, without colour. */
const wordText = ({ kind, word }: RuntimeDiffAnswer['commands'][number]['words'][number]): string => {
  const text = oneLine(word);
  if (kind === 'kept') return text;
  return kind === 'added' ? `{+${text}+}` : `[-${text}-]`;
};

/** Whatever a probe said, or a script in a command has. */
const oneLine = (text: string): string => printable(text.replaceAll('\n', ' ⏎ '));

const shown = (value: string | undefined): string => {
  if (value === undefined) return '(none)';
  return value === '' ? '(empty)' : oneLine(value);
};

const layersText = ({ layers, from, to }: RuntimeDiffAnswer): string =>
  [
    'size',
    `  ${bytes(from.sizeBytes)} → ${bytes(to.sizeBytes)}; the first ${layers.shared} of ${layers.from} and ${layers.to} layers are shared`,
  ].join('\n');

const packagesText = ({ packages }: RuntimeDiffAnswer): string => {
  if (!packages.known) return 'packages\n  of one of both it is not known what is installed';
  if (packages.sources.length === 0) return 'packages\n  the same';
  const rows = packages.sources.flatMap(({ source, packages: changed }) =>
    changed.map(({ kind, name, architecture, from, to }, index) => [
      index === 0 ? `  ${source}` : '',
      kind,
      architecture === undefined ? name : `${name} (${architecture})`,
      [from, to].filter((version) => version !== undefined).join(' → '),
    ]),
  );
  const all = packages.sources.flatMap((source) => source.packages);
  const counts = (['added', 'removed', 'upgraded', 'downgraded', 'changed'] as const)
    .map((kind) => [all.filter((change) => change.kind === kind).length, kind] as const)
    .filter(([count]) => count > 0)
    .map(([count, kind]) => `${count} ${kind}`);
  return `packages: ${counts.join(', ')}\n${formatTable(['  source', '', 'package', 'version'], rows)}`;
};
