import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { ContainerCreateOptions } from 'dockerode';
import type { Duplex } from 'node:stream';
import { SerinError } from '../domain/errors.ts';
import { within } from './deadline.ts';
import { dockerFault, dockerStatus } from './engine-fault.ts';
import { RunnerConnection } from './runner-connection.ts';
import type { ContainerControl } from './runner-connection.ts';

/** A container whose runner has said hello, and the way to be rid of it. */
export interface SandboxContainer {
  readonly id: string;
  readonly connection: RunnerConnection;
  /** Kills and removes it. Resolves when nothing of it runs any more. Throws where Docker cannot do that. */
  destroy(reason: string): Promise<void>;
}

/** An engine under load takes seconds; one that takes longer has lost the call. */
const startDeadlineMs = 30_000;
const removeDeadlineMs = 30_000;
const askDeadlineMs = 10_000;

const exitPollMs = 10;
const exitPatienceMs = 3_000;

/**
 * create → attach → start → HELLO. The stream is attached before the start, so that no byte is lost. What fails on the way
 * leaves no container behind. Throws `SANDBOX_FAILED`, `RUNNER_PROTOCOL` or `DOCKER_UNAVAILABLE`.
 */
export const openSandboxContainer = async (
  deps: { readonly docker: Docker; readonly monotonic: () => number },
  options: ContainerCreateOptions,
  expectedUid: number,
): Promise<SandboxContainer> => {
  const creating = 'creating a sandbox container';
  const container = await within(creating, startDeadlineMs, deps.docker.createContainer(options)).catch(
    (error: unknown) => {
      throw dockerFault(error, creating);
    },
  );
  const destroy = async (): Promise<void> => removeContainer(deps.docker, container.id);
  try {
    const socket = await within('attaching to a sandbox container', askDeadlineMs, attach(container));
    const connection = new RunnerConnection({
      socket,
      container: controlOf(container),
      monotonic: deps.monotonic,
    });
    try {
      await within('starting a sandbox container', startDeadlineMs, container.start());
      const hello = await connection.hello();
      if (hello.uid !== expectedUid) {
        throw new SerinError('RUNNER_PROTOCOL', `the runner serves uid ${hello.uid}, not ${expectedUid}`);
      }
    } catch (error) {
      connection.close('it could not be started');
      throw error;
    }
    return {
      id: container.id,
      connection,
      destroy: (reason) => {
        connection.close(reason);
        return destroy();
      },
    };
  } catch (error) {
    await destroy().catch(() => undefined);
    throw dockerFault(error, 'starting a sandbox container');
  }
};

/** Kills and removes a container with its anonymous volumes. One that is gone already, or on its way, is as good. */
export const removeContainer = async (docker: Docker, id: string): Promise<void> => {
  try {
    const removal = docker.getContainer(id).remove({ force: true, v: true });
    await within(`removing container ${id.slice(0, 12)}`, removeDeadlineMs, removal);
  } catch (error) {
    const status = dockerStatus(error);
    if (status === 404) return;
    if (status !== 409) throw dockerFault(error, `removing container ${id.slice(0, 12)}`);
    await gone(docker, id);
  }
};

/** Waits for a removal that somebody else has begun. */
const gone = async (docker: Docker, id: string): Promise<void> => {
  for (let waitedMs = 0; waitedMs < exitPatienceMs; waitedMs += exitPollMs) {
    try {
      await within('asking for a container', askDeadlineMs, docker.getContainer(id).inspect());
    } catch (error) {
      if (dockerStatus(error) === 404) return;
      throw dockerFault(error, `removing container ${id.slice(0, 12)}`);
    }
    await delay(exitPollMs);
  }
  throw new SerinError('SANDBOX_FAILED', `container ${id.slice(0, 12)} is being removed and does not go`);
};

const attach = async (container: Docker.Container): Promise<Duplex> => {
  const stream = await container.attach({
    stream: true,
    hijack: true,
    stdin: true,
    stdout: true,
    stderr: true,
  });
  // Requests are small and their answers are waited for: over TCP nothing may be held back to fill a segment.
  if (stream instanceof Socket) stream.setNoDelay(true);
  return stream as Duplex;
};

const controlOf = (container: Docker.Container): ContainerControl => ({
  kill: async () => {
    try {
      await within('killing a sandbox container', askDeadlineMs, container.kill({ signal: 'SIGKILL' }));
    } catch (error) {
      // Not running (409) or not there (404): nothing is left to kill.
      const status = dockerStatus(error);
      if (status !== 404 && status !== 409) throw dockerFault(error, 'killing a sandbox container');
    }
  },
  exit: async () => {
    try {
      for (let waitedMs = 0; waitedMs < exitPatienceMs; waitedMs += exitPollMs) {
        const { State: state } = await within(
          'asking how a container ended',
          askDeadlineMs,
          container.inspect(),
        );
        if (!state.Running) return { oomKilled: state.OOMKilled, exitCode: state.ExitCode };
        await delay(exitPollMs);
      }
    } catch (error) {
      throw dockerFault(error, 'asking how a sandbox container ended');
    }
    throw new SerinError('SANDBOX_FAILED', 'a sandbox container lost its stream and goes on running');
  },
});
