import { describe, expect, test } from 'vitest';
import { readContext } from '../../../src/gray/context-schema.ts';

const atMs = 1_800_000_000_000;
const read = (given: unknown, userLevels: readonly string[] = []) =>
  readContext(given, { userLevels, atMs, familyOf: (id) => (id === 'cpp17' ? 'cpp' : undefined) });

describe('a context that people write', () => {
  test('needs a language and nothing else; what it leaves out stays untold', () => {
    expect(read({ language: 'python' }).context).toEqual({
      tenant: 'default',
      language: 'python',
      family: 'python',
      priority: 'practice',
      tags: [],
      atMs,
    });
  });

  test('tells every dimension that rules know', () => {
    const given = {
      tenant: 'school',
      language: 'cpp17',
      region: 'cn-east-1',
      geohash: 'wx4g0bm6c',
      userLevel: 'expert',
      difficulty: 0.4,
      user: { id: 'u1', tags: ['beta'] },
      client: { id: 'c1', device: 'web' },
      problem: { id: 'aplusb', topics: ['graphs'] },
      contest: 'weekly-12',
      priority: 'contest',
      headers: { 'X-Campus': 'north' },
      at: '2026-03-01T08:00:00+08:00',
    };
    expect(read(given, ['newcomer', 'regular', 'expert']).context).toEqual({
      tenant: 'school',
      language: 'cpp17',
      family: 'cpp',
      region: 'cn-east-1',
      geohash: 'wx4g0bm6c',
      userLevel: 2,
      difficulty: 0.4,
      userId: 'u1',
      tags: ['beta'],
      clientId: 'c1',
      device: 'web',
      problemId: 'aplusb',
      topics: ['graphs'],
      contest: 'weekly-12',
      priority: 'contest',
      headers: { 'x-campus': 'north' },
      atMs: Date.UTC(2026, 2, 1),
    });
  });

  test('hears of every fault at its place, and where a misplaced word belongs', () => {
    const { faults } = read({
      lang: 'python',
      user: { id: 'u\n1', level: 3, tag: [] },
      difficulty: 1.5,
      at: '2026-03-01',
      'non/sense': 1,
    });
    const told = Object.fromEntries((faults ?? []).map(({ path, message }) => [path, message]));
    expect(Object.keys(told).sort()).toEqual(
      [
        '/at',
        '/non~1sense',
        '/difficulty',
        '/lang',
        '/language',
        '/user/id',
        '/user/level',
        '/user/tag',
      ].sort(),
    );
    expect(told['/user/level']).toBe('there is no such key: write /userLevel');
    expect(told['/user/tag']).toBe('there is no such key: write /user/tags');
    expect(told['/non~1sense']).toBe('there is no such key');
  });

  test.each([[null], [[]], ['python'], [3]])('%j is no context', (given) => {
    expect(read(given).faults?.[0]?.path).toBe('/');
  });

  test('may name only a level that is declared', () => {
    const levels = ['newcomer', 'regular', 'expert'];
    const fault = (userLevel: unknown, declared: readonly string[]) =>
      read({ language: 'go', userLevel }, declared).faults;
    expect(fault('exprt', levels)).toEqual([
      { path: '/userLevel', message: 'there is no level exprt: did you mean expert?' },
    ]);
    expect(fault('grandmaster', levels)?.[0]?.message).toContain('there are newcomer, regular, expert');
    expect(fault('expert', [])?.[0]?.message).toContain('write a number');
    expect(fault(true, levels)?.[0]?.message).toBe('a number from 0, or the name of a level');
  });
});
