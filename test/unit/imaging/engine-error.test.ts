import { describe, expect, test } from 'vitest';
import { SerinError } from '../../../src/domain/errors.ts';
import { engineError, engineStatus } from '../../../src/imaging/engine-error.ts';

describe('an error of the engine', () => {
  test.each(['ECONNREFUSED', 'ENOENT', 'EACCES', 'ECONNRESET', 'ENOTFOUND'])(
    'that comes as %s means that it is gone',
    (code) => {
      const cause = Object.assign(new Error('connect failed'), { code, syscall: 'connect' });
      const error = engineError(cause, 'IMAGE_BUILD_FAILED', 'building serin/c:14');
      expect(error).toMatchObject({ code: 'DOCKER_UNAVAILABLE', retryable: true, cause });
      expect(error.message).toBe('building serin/c:14: the Docker engine cannot be reached (connect failed)');
    },
  );

  test('is not meant by a file on this machine that is missing', () => {
    const cause = Object.assign(new Error('no such directory'), { code: 'ENOENT', syscall: 'mkdtemp' });
    expect(engineError(cause, 'IMAGE_BUILD_FAILED', 'importing')).toMatchObject({
      code: 'IMAGE_BUILD_FAILED',
    });
  });

  test('that the engine answered is a failure of what was done', () => {
    const cause = Object.assign(new Error('no space left'), { statusCode: 500 });
    const error = engineError(cause, 'IMAGE_BUILD_FAILED', 'building serin/c:14');
    expect(error).toMatchObject({
      code: 'IMAGE_BUILD_FAILED',
      message: 'building serin/c:14: no space left',
    });
    expect(engineStatus(cause)).toBe(500);
  });

  test('of our own passes unchanged', () => {
    const own = new SerinError('IMAGE_PROBE_FAILED', 'probe "version" failed');
    expect(engineError(own, 'INTERNAL', 'probing')).toBe(own);
    expect(engineStatus(own)).toBeUndefined();
  });

  test('may be anything that was thrown', () => {
    expect(engineError('boom', 'INTERNAL', 'inspecting').message).toBe('inspecting: boom');
    expect(engineError(null, 'INTERNAL', 'inspecting').message).toBe('inspecting: null');
  });
});
