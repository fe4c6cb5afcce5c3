/** `12 ms`, `0.8 ms`, `1.25 s` */
export const milliseconds = (ms: number): string => {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return ms >= 10 ? `${ms.toFixed(0)} ms` : `${ms.toFixed(1)} ms`;
};

/** `9.0 MiB`, `512 KiB`, `808 MiB`, `1.2 GiB` */
export const bytes = (count: number): string => {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
  let amount = count;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || amount >= 100 ? 0 : 1;
  return `${amount.toFixed(digits)} ${units[unit] ?? ''}`;
};

/** Text from a program or a compiler, without the characters that would steer the terminal. */
export const printable = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
