import { describe, expect, test } from 'vitest';
import type { RunCommand } from '../../../src/domain/run.ts';
import { encodeFields, integer, tags } from '../../../src/sandbox/fields.ts';
import { FrameDecoder, encodeFrame } from '../../../src/sandbox/frame.ts';
import {
  answerTypes,
  cancelRequest,
  forgetRequest,
  joinRequest,
  collectRequest,
  decodeAnswer,
  putRequest,
  requestTypes,
  resetRequest,
  runRequest,
  stdinRequest,
} from '../../../src/sandbox/messages.ts';
import type { Answer } from '../../../src/sandbox/messages.ts';
import { fixtures, valuesOf } from './fixtures.ts';
import type { Fixture } from './fixtures.ts';

const numbers = (fixture: Fixture, tag: string): number[] => valuesOf(fixture, tag).map(Number);
const first = <Value>(values: readonly Value[]): Value => {
  const [value] = values;
  if (value === undefined) throw new Error('the fixture lacks a field');
  return value;
};

const decode = (bytes: Buffer): Answer => {
  const answers: Answer[] = [];
  const decoder = new FrameDecoder();
  decoder.push(bytes, (frame) => answers.push(decodeAnswer(frame)));
  if (!decoder.atBoundary) throw new Error('the frame is not whole');
  return first(answers);
};

/** The request that a golden file means, made by our encoder. */
const request = (fixture: Fixture): Buffer => {
  const id = fixture.meaning.id ?? Number.NaN;
  const one = (tag: string): number => first(numbers(fixture, tag));
  switch (String(fixture.meaning.type)) {
    case 'PUT':
      return Buffer.concat(
        putRequest(id, {
          path: first(valuesOf(fixture, 'PATH')),
          executable: (one('MODE') & 0o111) !== 0,
          append: one('APPEND') === 1,
          data: Buffer.from(fixture.meaning.fields?.find(({ tag }) => tag === 'DATA')?.hex ?? '', 'hex'),
        }),
      );
    case 'STDIN':
      return Buffer.concat(stdinRequest(id, Buffer.from(fixture.meaning.raw ?? '', 'hex')));
    case 'RUN':
      return runRequest(
        id,
        {
          ...places(fixture),
          phase: one('PHASE') === 1 ? 'compile' : 'run',
          argv: valuesOf(fixture, 'ARG'),
          env: Object.fromEntries(
            valuesOf(fixture, 'ENV').map((pair) => pair.split('=') as [string, string]),
          ),
          limits: {
            cpuMs: one('CPU_NS') / 1e6,
            wallMs: one('WALL_NS') / 1e6,
            memoryBytes: one('MEMORY_BYTES'),
            outputBytes: one('STDOUT_BYTES'),
            stderrBytes: one('STDERR_BYTES'),
            fileBytes: one('FILE_BYTES'),
            processes: one('PROCESSES'),
          },
        },
        input(fixture),
      );
    case 'COLLECT':
      return collectRequest(id, valuesOf(fixture, 'PATTERN'), {
        maxBytes: one('MAX_BYTES'),
        maxFiles: one('MAX_FILES'),
        ...(numbers(fixture, 'NAMED').length === 0 ? {} : { named: true }),
      });
    case 'JOIN':
      return joinRequest(id, {
        stdin: first(valuesOf(fixture, 'STDIN_NAME')),
        stdout: first(valuesOf(fixture, 'STDOUT_NAME')),
      });
    case 'RESET':
      return resetRequest(id);
    case 'FORGET':
      return forgetRequest(id, one('KEPT_INPUT'));
    case 'CANCEL':
      return cancelRequest(id);
    default:
      throw new Error(`no encoder for ${String(fixture.meaning.type)}`);
  }
};

const input = (fixture: Fixture): { keep?: number; kept?: number } => {
  const [keep] = numbers(fixture, 'KEEP_INPUT');
  const [kept] = numbers(fixture, 'KEPT_INPUT');
  return { ...(keep === undefined ? {} : { keep }), ...(kept === undefined ? {} : { kept }) };
};

const transcript = (fixture: Fixture): Pick<RunCommand, 'transcriptBytes'> => {
  const [transcriptBytes] = numbers(fixture, 'TRANSCRIPT');
  return transcriptBytes === undefined ? {} : { transcriptBytes };
};

const places = (fixture: Fixture): Partial<RunCommand> => {
  const [inputFile] = valuesOf(fixture, 'INPUT_FILE');
  const [outputFile] = valuesOf(fixture, 'OUTPUT_FILE');
  return {
    ...(numbers(fixture, 'JOINED').length === 0 ? {} : { joined: true }),
    ...transcript(fixture),
    ...(numbers(fixture, 'KEEP_BOX').length === 0 ? {} : { keepBox: true }),
    ...(inputFile === undefined ? {} : { inputFile }),
    ...(outputFile === undefined ? {} : { outputFile }),
    directories: valuesOf(fixture, 'DIRECTORY'),
  };
};

const wellFormed = fixtures.filter(({ meaning }) => meaning.malformed === undefined);
const isRequest = ({ meaning }: Fixture): boolean => (meaning.code ?? 0xff) < 0x80;
const report = (changes: Partial<Record<'fate' | 'code', number>>): Buffer => {
  const { fate = 1, code = 0 } = changes;
  const zeros = [
    tags.location,
    tags.reportCpuNs,
    tags.reportWallNs,
    tags.memoryPeak,
    tags.oomKills,
    tags.stdoutTotal,
    tags.stderrTotal,
    tags.clean,
  ];
  const fields = [integer(tags.fate, fate), integer(tags.code, code), ...zeros.map((tag) => integer(tag, 0))];
  return encodeFrame({ type: answerTypes.report, id: 1, payload: encodeFields(fields) });
};

describe('requests', () => {
  test('there are golden files of every kind', () => {
    const kinds = new Set(wellFormed.filter(isRequest).map(({ meaning }) => meaning.code));
    expect(kinds).toEqual(new Set(Object.values(requestTypes)));
  });

  test.each(wellFormed.filter(isRequest))(
    '$name is written byte for byte as the golden file has it',
    (fixture) => {
      expect(request(fixture)).toEqual(fixture.bytes);
    },
  );

  test('the data of a PUT is sent from where it lies', () => {
    const data = Buffer.from('int main(void) {}');
    expect(putRequest(1, { path: 'a.c', executable: false, append: false, data }).at(-1)).toBe(data);
  });
});

describe('answers', () => {
  test('there are golden files of every kind', () => {
    const kinds = new Set(
      wellFormed.filter((fixture) => !isRequest(fixture)).map(({ meaning }) => meaning.code),
    );
    expect(kinds).toEqual(new Set(Object.values(answerTypes)));
  });

  test.each(wellFormed.filter((fixture) => !isRequest(fixture)))('$name is understood', (fixture) => {
    const answer = decode(fixture.bytes);
    const number = (tag: string): number => first(numbers(fixture, tag));
    switch (answer.kind) {
      case 'hello':
        expect(answer).toMatchObject({
          protocolMin: number('PROTOCOL_MIN'),
          protocolMax: number('PROTOCOL_MAX'),
          runnerVersion: first(valuesOf(fixture, 'RUNNER_VERSION')),
          cgroupVersion: number('CGROUP_VERSION'),
          uid: number('UID'),
        });
        break;
      case 'output':
        expect(`${answer.stream === 'stdout' ? '01' : '02'}${answer.data.toString('hex')}`).toBe(
          fixture.meaning.raw,
        );
        break;
      case 'said': {
        const raw = Buffer.from(fixture.meaning.raw ?? '', 'hex');
        expect(answer.atMs).toBe(Number(raw.readBigUInt64LE()) / 1e6);
        expect(answer.data).toEqual(raw.subarray(8));
        break;
      }
      case 'report':
        expect(answer.fate.kind).toBe(['exited', 'signaled', 'killed', 'notStarted'][number('FATE') - 1]);
        expect(answer.cpuMs * 1e6).toBeCloseTo(number('CPU_NS'), 0);
        expect(answer.wallMs * 1e6).toBeCloseTo(number('WALL_NS'), 0);
        expect(answer).toMatchObject({
          memoryBytes: number('MEMORY_PEAK'),
          oomKills: number('OOM_KILLS'),
          stdoutBytes: number('STDOUT_TOTAL'),
          stderrBytes: number('STDERR_TOTAL'),
          clean: number('CLEAN') === 1,
        });
        break;
      case 'file':
        expect(answer).toMatchObject({
          path: first(valuesOf(fixture, 'PATH')),
          executable: number('MODE') === 0o555,
          append: number('APPEND') === 1,
        });
        expect(answer.data.toString()).toBe(first(valuesOf(fixture, 'DATA')));
        break;
      case 'done':
        expect(answer).toMatchObject({ files: number('FILES'), bytes: number('BYTES') });
        break;
      case 'resetDone':
        expect(answer).toMatchObject({
          verified: number('VERIFIED') === 1,
          reason: first(valuesOf(fixture, 'REASON')),
          durationMs: number('DURATION_NS') / 1e6,
          killed: number('KILLED'),
        });
        break;
      case 'ending':
        expect(fixture.meaning.fields).toEqual([]);
        break;
      case 'error':
        expect(answer).toMatchObject({
          location: number('LOCATION'),
          errno: number('ERRNO'),
          message: first(valuesOf(fixture, 'MESSAGE')),
        });
    }
  });

  test.each(fixtures.filter(({ meaning }) => meaning.side === 'answer'))(
    '$name is refused: $meaning.about',
    ({ bytes }) => {
      expect(() => decode(bytes)).toThrow(expect.objectContaining({ code: 'RUNNER_PROTOCOL' }) as Error);
    },
  );

  test.each([
    [1, 3, { kind: 'exited', code: 3 }],
    [2, 11, { kind: 'signaled', signal: 11 }],
    [3, 1, { kind: 'killed', by: 'cpu' }],
    [3, 2, { kind: 'killed', by: 'wall' }],
    [3, 3, { kind: 'killed', by: 'memory' }],
    [3, 4, { kind: 'killed', by: 'output' }],
    [3, 5, { kind: 'killed', by: 'cancel' }],
    [4, 2, { kind: 'notStarted', errno: 2, location: 0 }],
  ])('fate %d with code %d is understood', (fate, code, expected) => {
    expect(decode(report({ fate, code }))).toMatchObject({ fate: expected });
  });

  test.each([
    [0, 0],
    [5, 0],
    [3, 0],
    [3, 6],
  ])('fate %d with code %d is unknown and refused', (fate, code) => {
    expect(() => decode(report({ fate, code }))).toThrow(
      expect.objectContaining({ code: 'RUNNER_PROTOCOL' }) as Error,
    );
  });

  test('output of an unknown stream or without bytes is refused', () => {
    for (const payload of [Buffer.from([3, 65]), Buffer.from([1]), Buffer.alloc(0)]) {
      expect(() => decode(encodeFrame({ type: answerTypes.output, id: 1, payload }))).toThrow(/OUTPUT/);
    }
  });
});
