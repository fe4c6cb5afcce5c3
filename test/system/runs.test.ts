/** `POST /v1/runs` with the real sandbox: what goes in and what comes out, byte for byte. */
import { beforeAll, expect, test } from 'vitest';
import { startService } from '../../bench/service.ts';
import type { Service } from '../../bench/service.ts';
import { call } from '../support/rejudges.ts';

let service: Service;

beforeAll(async () => {
  service = await startService({ workerName: 'serin-runs', slotBase: 240, flags: ['--slots', '1'] });
  return () => service.close();
});

interface Stream {
  readonly text: string;
  readonly encoding: string;
  readonly bytes: number;
  readonly truncated: boolean;
}

interface Run {
  readonly id: string;
  readonly state: string;
  readonly decision: { readonly track: string; readonly reason: string };
  readonly result?: {
    readonly verdict: string;
    readonly detail?: string;
    readonly exitCode?: number;
    readonly signal?: string;
    readonly stdout?: Stream;
    readonly stderr?: Stream;
    readonly compile?: { readonly ok: boolean; readonly log: string };
    readonly cpuMs: number;
  };
}

const run = (body: object): Promise<Run> => call(`${service.url}/v1/runs?wait=30s`, 'POST', body);

const python = (source: string, given: object = {}) => run({ language: 'python', source, ...given });

test('standard input and arguments go in; both streams, the exit code and the figures come out', async () => {
  const source = [
    'import sys',
    'print(sys.argv[1:], sys.stdin.read())',
    'print("to the side", file=sys.stderr)',
    'sys.exit(3)',
  ].join('\n');
  const { state, result } = await python(source, { stdin: 'in\n', args: ['a b', '', '--x={y}', 'ü'] });
  expect(state).toBe('finished');
  expect(result).toMatchObject({ verdict: 'runtime_error', detail: 'exit:3', exitCode: 3 });
  const text = "['a b', '', '--x={y}', 'ü'] in\n\n";
  const bytes = Buffer.byteLength(text);
  expect(result?.stdout).toEqual({ text, encoding: 'utf8', bytes, truncated: false });
  expect(result?.stderr).toMatchObject({ text: 'to the side\n', truncated: false });
  expect(result?.cpuMs).toBeGreaterThan(0);
});

test('a program that ends well has exit code 0, and one that is killed has its signal', async () => {
  expect((await python('print(1)')).result).toMatchObject({ verdict: 'accepted', exitCode: 0 });
  const killed = await python('import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)');
  expect(killed.result).toMatchObject({ verdict: 'runtime_error', signal: 'SIGSEGV' });
});

test('output that is not UTF-8 comes back in base64, and input may be given so', async () => {
  const source = 'import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])';
  const { result } = await python(source, { stdin: '/wAB', encoding: 'base64' });
  expect(result?.stdout).toEqual({ text: 'AQD/', encoding: 'base64', bytes: 3, truncated: false });
});

test('streams are cut at their bounds, between characters, and their sizes are told', async () => {
  const source = 'import sys\nprint("xx" + "é" * 700000)\nprint("y" * 100000, file=sys.stderr)';
  const { result } = await python(source);
  expect(result?.stdout).toMatchObject({ encoding: 'utf8', bytes: 1_400_003, truncated: true });
  expect(Buffer.byteLength(result?.stdout?.text ?? '')).toBe(1_048_576);
  expect(result?.stderr).toMatchObject({ bytes: 100_001, truncated: true });
  expect(result?.stderr?.text).toBe('y'.repeat(65_536));
  const odd = await python('print("x" + "é" * 700000)');
  expect(odd.result?.stdout).toMatchObject({ encoding: 'utf8', truncated: true });
  expect(Buffer.byteLength(odd.result?.stdout?.text ?? '')).toBe(1_048_575);
});

test('a program that does not compile has the log of its compiler and no streams', async () => {
  const { result } = await run({ language: 'c', source: 'int main(void) { return x; }' });
  expect(result).toMatchObject({ verdict: 'compile_error', compile: { ok: false } });
  expect(result?.compile?.log).toContain('main.c');
  expect(result).not.toHaveProperty('stdout');
});

test('limits hold, and what was written until then is there', async () => {
  const { result } = await python('print("so far", flush=True)\nwhile True: pass', {
    limits: { cpuMs: 300, wallMs: 20_000 },
  });
  expect(result).toMatchObject({ verdict: 'time_limit_exceeded', detail: 'cpu' });
  expect(result?.stdout?.text).toBe('so far\n');
});

test('a run is no submission: it is looked up at its own address only, and is in no list', async () => {
  const { id } = await python('print(1)', { track: 'canary' });
  const again = await call<Run>(`${service.url}/v1/runs/${id}`);
  expect(again).toMatchObject({ id, state: 'finished', decision: { track: 'canary', reason: 'PINNED' } });
  expect((await fetch(`${service.url}/v1/submissions/${id}`)).status).toBe(404);
  expect(await call(`${service.url}/v1/submissions`)).toEqual({ submissions: [] });
});
