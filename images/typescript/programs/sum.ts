import { readFileSync } from 'fs';

const lines: string[] = readFileSync(0, 'utf8').split('\n');
const sums: number[] = lines.slice(1, 1 + Number(lines[0])).map((line) => {
  const [a, b] = line.split(' ').map(Number);
  return a + b;
});
console.log(sums.join('\n'));
