/** What a command ends with. Scripts rely on these numbers; `serin help` tells them. */
export const exitCodes = {
  /** Done; of `submit`: accepted. */
  ok: 0,
  /** Of `submit`: another verdict. Of the others: it did not work out. */
  failed: 1,
  /** The command was misused, or the server refused the request. */
  usage: 2,
  /** The server cannot be reached or cannot do it now. */
  unavailable: 3,
} as const;

/** An expected failure: what to tell the person, and what to exit with. */
export class CliFailure extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CliFailure';
    this.exitCode = exitCode;
  }
}
