/**
 * Runtimes as files, for hosts that no registry serves: an image is built once and travels, since building it again would make another.
 *
 *   save   facts → stream of the image → archive → note beside it
 *   load   note (or what the operator expects) → digest of the file → engine → fingerprint
 *
 * What a file brings is believed when the engine's own account of it, probes and all, gives the fingerprint that was promised; otherwise
 * the engine is left as it was.
 */
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { SerinError } from '../domain/errors.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';

export interface ArchivePorts {
  readonly engine: {
    /** Throws `RUNTIME_NOT_FOUND`, `IMAGE_PROBE_FAILED`, `MANIFEST_INVALID`. */
    facts(reference: string): Promise<RuntimeFacts>;
    save(reference: string): Promise<Readable>;
    /** Answers the names that the archive brought. */
    load(archive: Readable): Promise<readonly string[]>;
    /** Ids by name. */
    names(): Promise<ReadonlyMap<string, string>>;
    name(imageId: string, reference: string): Promise<void>;
    /** Takes a name away, and the image with its last one. */
    remove(reference: string): Promise<void>;
    /** Gives an image that has lost this name to another a lasting one. */
    keep(imageId: string, reference: string): Promise<void>;
  };
  readonly files: {
    write(path: string, source: Readable): Promise<{ readonly sha256: string; readonly bytes: number }>;
    digest(path: string): Promise<{ readonly sha256: string; readonly bytes: number }>;
    open(path: string): Readable;
    readText(path: string): Promise<string | undefined>;
    writeText(path: string, text: string): Promise<void>;
  };
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const archiveNoteSchema = z.object({
  apiVersion: z.literal('serin/v1'),
  kind: z.literal('ImageArchive'),
  runtime: z.string().min(1),
  fingerprint: z.string().min(1),
  /** The name that the image has in the archive. */
  reference: z.string().min(1),
  imageId: z.string(),
  archive: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().min(0) }),
  savedAt: z.string(),
});

/** What lies beside an archive, as `<archive>.json`. */
export type ArchiveNote = z.infer<typeof archiveNoteSchema>;

const notePath = (path: string): string => `${path}.json`;

/** Write a runtime's image to a file, and the note beside it. */
export const saveRuntime = async (
  { engine, files, now }: ArchivePorts,
  reference: string,
  path: string,
): Promise<ArchiveNote> => {
  const facts = await engine.facts(reference);
  const archive = await files.write(path, await engine.save(reference));
  const note: ArchiveNote = {
    apiVersion: 'serin/v1',
    kind: 'ImageArchive',
    runtime: facts.runtime,
    fingerprint: facts.fingerprint,
    reference,
    imageId: facts.image.id,
    archive,
    savedAt: new Date(now()).toISOString(),
  };
  await files.writeText(notePath(path), `${JSON.stringify(note, undefined, 2)}\n`);
  return note;
};

/**
 * Take an archive into the engine.
 *
 * @param expected - the fingerprint that it must have; without it, the note beside the file says
 * @throws SerinError `DIGEST_MISMATCH` before anything is loaded; `CONFLICT` when it holds another runtime, and then the engine's names
 *   are what they were.
 */
export const loadArchive = async (
  ports: ArchivePorts,
  path: string,
  expected?: string,
): Promise<RuntimeFacts> => {
  const { engine, files } = ports;
  const note = await readNote(ports, path);
  const fingerprint = promised(path, note, expected);
  if (note !== undefined) await assertDigest(ports, path, note);
  const before = await engine.names();
  const brought = await engine.load(files.open(path));
  try {
    const facts = await factsOf(ports, path, brought, note);
    if (facts.fingerprint !== fingerprint) {
      throw new SerinError('CONFLICT', `${path} holds ${facts.fingerprint}, and ${fingerprint} is expected`);
    }
    await keepFormer(ports, before, facts);
    return facts;
  } catch (error) {
    await restore(ports, before, brought);
    throw error;
  }
};

const readNote = async ({ files }: ArchivePorts, path: string): Promise<ArchiveNote | undefined> => {
  const text = await files.readText(notePath(path));
  if (text === undefined) return undefined;
  const parsed = archiveNoteSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SerinError(
    'MANIFEST_INVALID',
    `${notePath(path)} is no note of an archive: ${issue?.path.join('/') ?? ''} ${issue?.message ?? ''}`,
  );
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const promised = (path: string, note: ArchiveNote | undefined, expected: string | undefined): string => {
  if (note !== undefined && expected !== undefined && note.fingerprint !== expected) {
    throw new SerinError('CONFLICT', `${path} promises ${note.fingerprint}, and ${expected} is expected`);
  }
  const fingerprint = expected ?? note?.fingerprint;
  if (fingerprint !== undefined) return fingerprint;
  throw new SerinError(
    'CONFLICT',
    `there is no ${notePath(path)} that says what ${path} must hold: bring it along, or say --expect FINGERPRINT`,
  );
};

const assertDigest = async (
  { files }: ArchivePorts,
  path: string,
  { archive }: ArchiveNote,
): Promise<void> => {
  const found = await files.digest(path);
  if (found.sha256 === archive.sha256 && found.bytes === archive.bytes) return;
  throw new SerinError(
    'DIGEST_MISMATCH',
    `${path} has ${found.bytes} bytes with SHA-256 ${found.sha256}, and its note says ${archive.bytes} with ${archive.sha256}: copy it again`,
  );
};

const factsOf = async (
  { engine }: ArchivePorts,
  path: string,
  brought: readonly string[],
  note: ArchiveNote | undefined,
): Promise<RuntimeFacts> => {
  const [reference, another] = brought;
  if (reference === undefined || another !== undefined) {
    throw new SerinError('CONFLICT', `${path} holds ${brought.length} names of images, and one is expected`);
  }
  if (note !== undefined && note.reference !== reference) {
    throw new SerinError('CONFLICT', `${path} holds ${reference}, and its note says ${note.reference}`);
  }
  return engine.facts(reference);
};

/** A track may be bound to the image that had the name before. */
const keepFormer = async (
  { engine }: ArchivePorts,
  before: ReadonlyMap<string, string>,
  { image }: RuntimeFacts,
): Promise<void> => {
  const former = before.get(image.reference);
  if (former !== undefined && former !== image.id) await engine.keep(former, image.reference);
};

/** Every name that came goes, unless it was there and meant the same; what had it before has it again. */
const restore = async (
  { engine }: ArchivePorts,
  before: ReadonlyMap<string, string>,
  brought: readonly string[],
): Promise<void> => {
  const after = await engine.names();
  for (const name of brought) {
    const former = before.get(name);
    if (after.get(name) === former) continue;
    await engine.remove(name);
    if (former !== undefined) await engine.name(former, name);
  }
};
