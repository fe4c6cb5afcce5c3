/**
 * The order of Debian versions, `[epoch:]upstream[-revision]`, as deb-version(7) defines it.
 *
 * Epochs are compared as numbers; then upstream versions and then revisions, each by turns: a part without digits, and a part of
 * digits. In the parts without digits letters come before everything else, `~` before even the end; parts of digits are numbers,
 * and an absent one is zero.
 */
export const compareDebianVersions = (a: string, b: string): number => {
  const left = split(a);
  const right = split(b);
  return (
    compareDigits(left.epoch, right.epoch) ||
    compareByTurns(left.upstream, right.upstream) ||
    compareByTurns(left.revision, right.revision)
  );
};

interface Parts {
  readonly epoch: string;
  readonly upstream: string;
  readonly revision: string;
}

const split = (version: string): Parts => {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon === -1 ? '' : version.slice(0, colon),
    upstream: dash === -1 ? rest : rest.slice(0, dash),
    revision: dash === -1 ? '' : rest.slice(dash + 1),
  };
};

const turns = /(\D*)(\d*)/y;

const compareByTurns = (a: string, b: string): number => {
  let [restA, restB] = [a, b];
  while (restA !== '' || restB !== '') {
    const [wordsA, digitsA] = turn(restA);
    const [wordsB, digitsB] = turn(restB);
    const order = compareWords(wordsA, wordsB) || compareDigits(digitsA, digitsB);
    if (order !== 0) return order;
    restA = restA.slice(wordsA.length + digitsA.length);
    restB = restB.slice(wordsB.length + digitsB.length);
  }
  return 0;
};

const turn = (text: string): [string, string] => {
  turns.lastIndex = 0;
  const [, words = '', digits = ''] = turns.exec(text) ?? [];
  return [words, digits];
};

const compareWords = (a: string, b: string): number => {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const order = weight(a[at]) - weight(b[at]);
    if (order !== 0) return Math.sign(order);
  }
  return 0;
};

/** `~` before the end, the end before letters, letters before the rest. */
const weight = (character: string | undefined): number => {
  if (character === undefined) return 0;
  if (character === '~') return -1;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
};

/** Of any length: a date with a time has more digits than a number holds. */
const compareDigits = (a: string, b: string): number => {
  const [left, right] = [a, b].map((digits) => digits.replace(/^0+/, ''));
  if (left === undefined || right === undefined) return 0;
  if (left.length !== right.length) return Math.sign(left.length - right.length);
  return left < right ? -1 : left > right ? 1 : 0;
};
