/** What it costs each runtime to greet, as a picture: a bar per generation, the costliest language on top. */
import { parse, View } from 'vega';
import type { Spec } from 'vega';

export interface StartupBar {
  /** `haskell 9.6`, without the generation's suffix. */
  readonly language: string;
  readonly version: string;
  readonly track: string;
  /** Median CPU time of a greeting, in milliseconds. */
  readonly cpuMs: number;
}

const rowHeight = 26;

/** @returns SVG. The scale is logarithmic: native programs start in one millisecond, some machines in a second. */
export const startupPicture = async (bars: readonly StartupBar[]): Promise<string> => {
  const view = new View(parse(specOf(bars)), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return `${svg}\n`;
};

const specOf = (bars: readonly StartupBar[]): Spec => {
  const costOf = (language: string): number =>
    Math.max(...bars.filter((bar) => bar.language === language).map(({ cpuMs }) => cpuMs));
  const languages = [...new Set(bars.map(({ language }) => language))].sort((a, b) => costOf(b) - costOf(a));
  const tracks = ['stable', 'canary'];
  const label = { signal: "datum.version + ': ' + format(datum.cpuMs, '.1f') + ' ms'" };
  return {
    background: 'white',
    padding: 12,
    width: 640,
    height: languages.length * rowHeight,
    title: { text: 'CPU time of a greeting, median, in milliseconds', fontSize: 14 },
    data: [{ name: 'bars', values: bars.map((bar) => ({ ...bar })) }],
    scales: [
      { name: 'language', type: 'band', domain: languages, range: 'height', padding: 0.2 },
      {
        name: 'cpu',
        type: 'log',
        domain: { data: 'bars', field: 'cpuMs' },
        domainMin: 0.05,
        range: 'width',
        nice: true,
      },
      { name: 'track', type: 'ordinal', domain: tracks, range: ['#4c78a8', '#f2a541'] },
    ],
    axes: [
      { orient: 'left', scale: 'language', labelFontSize: 11, domain: false, ticks: false },
      { orient: 'top', scale: 'cpu', grid: true, gridColor: '#e6e6e6', tickCount: 6, format: '~g' },
    ],
    legends: [{ fill: 'track', orient: 'bottom-right', title: 'generation' }],
    marks: [
      {
        type: 'group',
        from: { facet: { data: 'bars', name: 'facet', groupby: 'language' } },
        encode: { enter: { y: { scale: 'language', field: 'language' } } },
        signals: [{ name: 'height', update: "bandwidth('language')" }],
        scales: [{ name: 'at', type: 'band', domain: tracks, range: 'height' }],
        marks: [
          {
            type: 'rect',
            from: { data: 'facet' },
            encode: {
              enter: {
                x: { value: 0 },
                x2: { scale: 'cpu', field: 'cpuMs' },
                y: { scale: 'at', field: 'track' },
                height: { scale: 'at', band: 1 },
                fill: { scale: 'track', field: 'track' },
              },
            },
          },
          {
            type: 'text',
            from: { data: 'facet' },
            encode: {
              enter: {
                x: { scale: 'cpu', field: 'cpuMs', offset: 4 },
                y: { scale: 'at', field: 'track', band: 0.5 },
                baseline: { value: 'middle' },
                fontSize: { value: 8 },
                fill: { value: '#444444' },
                text: label,
              },
            },
          },
        ],
      },
    ],
  };
};
