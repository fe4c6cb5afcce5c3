/** A spool that holds everything in memory. */
import { inputOf } from '../../src/domain/run.ts';
import type { Spool } from '../../src/judging/ports.ts';

export const memorySpool = (): Spool => {
  const pieces: Buffer[] = [];
  return {
    write: (piece) => void pieces.push(Buffer.from(piece)),
    written: () => inputOf(Buffer.concat(pieces)),
    dispose: () => undefined,
  };
};
