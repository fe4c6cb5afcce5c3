/** What becomes of images while they are built: bars on a terminal, a line for each state elsewhere. */
import cliProgress from 'cli-progress';
import type { SingleBar } from 'cli-progress';
import { printLine } from '../../cli/terminal.ts';
import type { Output } from '../../cli/terminal.ts';
import type { BuildProgress } from '../../workshop/ports.ts';

export interface ProgressDisplay {
  plan(images: readonly string[]): void;
  tell(progress: BuildProgress): void;
  /** Takes the bars away. */
  end(): void;
}

type TerminalStream = Output & NodeJS.WritableStream;

export const openBuildProgress = (stderr: Output): ProgressDisplay =>
  isTerminal(stderr) ? bars(stderr) : lines(stderr);

const isTerminal = (stream: Output): stream is TerminalStream =>
  stream.isTTY === true && 'cursorTo' in stream;

const lines = (stderr: Output): ProgressDisplay => ({
  plan: () => undefined,
  tell: (progress) => printLine(stderr, progressLine(progress)),
  end: () => undefined,
});

/** `2/5 RUN install-packages lua5.4` */
const numbered = /^(\d+)\/(\d+) (.*)$/;
const stepLength = 60;

const bars = (stream: TerminalStream): ProgressDisplay => {
  const all = new cliProgress.MultiBar(
    {
      stream,
      format: '{bar} {value}/{total} {image} {step}',
      barsize: 20,
      hideCursor: true,
      clearOnComplete: true,
      // Otherwise it would take the first Ctrl-C for itself.
      gracefulExit: false,
      forceRedraw: true,
    },
    cliProgress.Presets.shades_classic,
  );
  const open = new Map<string, SingleBar>();
  let whole: SingleBar | undefined;
  const finished = (progress: BuildProgress): void => {
    const bar = open.get(progress.image);
    if (bar !== undefined) all.remove(bar);
    open.delete(progress.image);
    whole?.increment();
    // What is cached is counted, and no line of its own.
    if (progress.state !== 'cached') all.log(`${progressLine(progress)}\n`);
  };
  const end = (): void => {
    process.off('exit', end);
    // Lines that came since the bars were last drawn are written with them, and not at the end.
    all.update();
    all.stop();
  };
  // Who leaves by Ctrl-C gets the cursor back.
  process.once('exit', end);
  return {
    plan: (images) => {
      whole = all.create(images.length, 0, { image: 'images', step: '' });
    },
    tell: (progress) => {
      if (progress.state !== 'building') {
        finished(progress);
        return;
      }
      const { image, step = '' } = progress;
      const [, index = '0', count = '1', words = step] = numbered.exec(step) ?? [];
      const bar = open.get(image) ?? all.create(Number(count), 0, { image, step: '' });
      open.set(image, bar);
      bar.setTotal(Number(count));
      bar.update(Math.max(0, Number(index) - 1), { image, step: words.slice(0, stepLength) });
    },
    end,
  };
};

export const progressLine = ({ image, state, step, seconds, reason }: BuildProgress): string => {
  switch (state) {
    case 'cached':
      return `✓ ${image} is built`;
    case 'building':
      return `… ${image}${step === undefined ? '' : `: ${step}`}`;
    case 'built':
      return `✓ ${image} built in ${(seconds ?? 0).toFixed(0)} s`;
    case 'failed':
      return `✗ ${image}: ${reason ?? 'failed'}`;
  }
};
