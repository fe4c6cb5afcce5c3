/** Lists of users: read from text, and handed to whoever compiles a set that names them. */
import { SerinError } from '../domain/errors.ts';
import type { CompileOptions } from '../gray/compile-rules.ts';
import { identifier } from '../gray/names.ts';
import { layerNames } from '../gray/rule-set.ts';
import type { RuleSet } from '../gray/rule-set.ts';
import { mostListedIds } from '../gray/segment-schema.ts';
import type { RulesPorts } from './rules-ports.ts';

/** The lists that a set names, read beforehand: compiling reads nothing. A list that is not there stays unknown. */
export const segmentIdsOf = async (
  { store }: Pick<RulesPorts, 'store'>,
  set: RuleSet,
): Promise<NonNullable<CompileOptions['segmentIds']>> => {
  const digests = new Set(
    layerNames.flatMap((layer) =>
      set.layers[layer].flatMap((document) =>
        document.kind === 'Segment' && document.spec.list !== undefined ? [document.spec.list.digest] : [],
      ),
    ),
  );
  const lists = new Map<string, ReadonlySet<string>>();
  for (const digest of digests) {
    const ids = await store.segmentList(digest);
    if (ids !== undefined) lists.set(digest, ids);
  }
  return (digest) => lists.get(digest);
};

/** By UTF-8 bytes, which is the order of code points. */
export const byBytes = (a: string, b: string): number => {
  if (ascii.test(a) && ascii.test(b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
};

// eslint-disable-next-line no-control-regex
const ascii = /^[\x00-\x7f]*$/;

/** Lines that are read before others have the event loop. */
const piece = 20_000;

const longestLine = 1_024;

/** Distinct ids, one a line in UTF-8. @throws SerinError INVALID_REQUEST, PAYLOAD_TOO_LARGE */
export const readIds = async (
  source: AsyncIterable<Buffer>,
  breathe: () => Promise<void>,
): Promise<Set<string>> => {
  const ids = new Set<string>();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decoded = (bytes?: Buffer): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (cause) {
      throw listFault(`after line ${line}`, 'is not UTF-8', cause);
    }
  };
  let rest = '';
  let line = 0;
  const take = (text: string): void => {
    line += 1;
    const id = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (id === '') return;
    const parsed = identifier.safeParse(id);
    if (!parsed.success) throw listFault(`line ${line}`, parsed.error.issues[0]?.message ?? 'is no id');
    ids.add(id);
    if (ids.size > mostListedIds) {
      throw new SerinError(
        'PAYLOAD_TOO_LARGE',
        `a segment has at most ${mostListedIds} ids; use an expression`,
      );
    }
  };
  for await (const bytes of source) {
    const lines = (rest + decoded(bytes)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine)
      throw listFault(`line ${line + lines.length + 1}`, 'is too long for an id');
    for (const [index, text] of lines.entries()) {
      take(text);
      if (index % piece === piece - 1) await breathe();
    }
  }
  take(rest + decoded());
  return ids;
};

export const listFault = (place: string, message: string, cause?: unknown): SerinError =>
  new SerinError('INVALID_REQUEST', `the list of ids: ${place}: ${message}`, {
    cause,
    faults: [{ path: place, message }],
  });
