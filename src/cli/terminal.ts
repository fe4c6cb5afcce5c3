/** Where a command writes to; a stream of Node fits. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export const printLine = (output: Output, line: string): void => void output.write(`${line}\n`);

export const printJson = (output: Output, value: unknown): void =>
  printLine(output, JSON.stringify(value, undefined, 2));

/** One line that changes on a terminal; a line for each step elsewhere. */
export interface ProgressLine {
  show(step: string): void;
  /** Takes the line away from a terminal. */
  clear(): void;
}

export const openProgressLine = (output: Output): ProgressLine => {
  const terminal = output.isTTY === true;
  let shown = '';
  return {
    show: (step) => {
      if (step === shown) return;
      shown = step;
      output.write(terminal ? `\r\u001b[K… ${step}` : `… ${step}\n`);
    },
    clear: () => {
      if (terminal && shown !== '') output.write('\r\u001b[K');
      shown = '';
    },
  };
};
