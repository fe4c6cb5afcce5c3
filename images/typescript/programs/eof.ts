import { readFileSync } from 'fs';

const numbers = readFileSync(0, 'utf8').trim().split(/\s+/).map(Number);
const sum = numbers.reduce((total, number) => total + number, 0);
console.log(numbers.length, sum);
