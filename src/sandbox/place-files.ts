/** Files on their way into a container: read no faster than the runner takes them, so that a large one is never held whole. */
import type { PlacedFile, RunInput } from '../domain/run.ts';
import { maxDataBytes, putRequest } from './messages.ts';
import { sandboxFailed } from './runner-link.ts';
import type { RunnerLink } from './runner-link.ts';

type About = Omit<PlacedFile, 'data'>;

/** @throws SerinError SANDBOX_FAILED, and what reading a file throws; the link is closed then. */
export const placeFiles = async (link: RunnerLink, files: readonly PlacedFile[]): Promise<void> => {
  for (const { data, ...file } of files) {
    if (Buffer.isBuffer(data)) await sendPieces(link, file, [data]);
    else await sendStream(link, file, data);
  }
  link.assertIdle('put');
};

const sendStream = async (link: RunnerLink, file: About, data: RunInput): Promise<void> => {
  try {
    const sent = await sendPieces(link, file, data.read());
    if (sent !== data.bytes) {
      throw sandboxFailed(`${file.path} said that it has ${data.bytes} bytes, and gave ${sent}`);
    }
  } catch (cause) {
    // Half of a file lies in the container: nobody can go on with that.
    link.close('a file could not be read', cause);
    throw cause;
  }
};

/** Answers the bytes that were sent. */
const sendPieces = async (
  link: RunnerLink,
  { path, executable }: About,
  pieces: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<number> => {
  let sent = 0;
  const send = async (data: Buffer): Promise<void> => {
    link.assertIdle('put');
    const part = { path, executable, append: sent > 0, data };
    sent += data.length;
    await link.send(putRequest(link.nextId(), part));
  };
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += maxDataBytes) {
      await send(piece.subarray(at, at + maxDataBytes));
    }
  }
  if (sent === 0) await send(Buffer.alloc(0));
  return sent;
};
