/** What a bench leaves: a table on the terminal and a document in bench/results. */
import { mkdir, writeFile } from 'node:fs/promises';
import Table from 'cli-table3';

export const printTable = (head: readonly string[], rows: readonly (readonly string[])[]): void => {
  const table = new Table({ style: { head: [], border: [] }, head: [...head] });
  for (const row of rows) table.push([...row]);
  process.stdout.write(`${table.toString()}\n`);
};

/** Writes bench/results/NAME.json. Call it when everything was measured: half a result is none. */
export const record = async (name: string, result: Readonly<Record<string, unknown>>): Promise<void> => {
  const directory = new URL('../../bench/results/', import.meta.url);
  await mkdir(directory, { recursive: true });
  const command = `npm run bench -- ${process.argv.slice(2).join(' ')}`;
  const document = { bench: name, command, date: new Date().toISOString(), ...result };
  await writeFile(new URL(`${name}.json`, directory), `${JSON.stringify(document, null, 2)}\n`);
};

export const markdownTable = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => '---'), ...rows].map((words) => `| ${words.join(' | ')} |`).join('\n');
