import Docker from 'dockerode';
import { SerinError } from '../domain/errors.ts';

const defaultSocket = 'unix:///var/run/docker.sock';

/**
 * A client of the engine at an address: `unix:///var/run/docker.sock`, `tcp://host:2375`, `https://host:2376`, `ssh://user@host`.
 * Nothing is sent yet.
 *
 * @throws SerinError CONFIG_INVALID
 */
export const openDocker = (address: string = defaultSocket): Docker => {
  if (!URL.canParse(address))
    throw new SerinError('CONFIG_INVALID', `no address of a Docker engine: ${address}`);
  const url = new URL(address);
  switch (url.protocol) {
    case 'unix:':
      return new Docker({ socketPath: url.pathname });
    case 'tcp:':
    case 'http:':
      return new Docker({ protocol: 'http', host: url.hostname, port: Number(url.port || 2375) });
    case 'https:':
      return new Docker({ protocol: 'https', host: url.hostname, port: Number(url.port || 2376) });
    case 'ssh:':
      return new Docker({
        protocol: 'ssh',
        host: url.hostname,
        port: Number(url.port || 22),
        ...(url.username === '' ? {} : { username: url.username }),
      });
    default:
      throw new SerinError('CONFIG_INVALID', `a Docker engine cannot be reached by ${url.protocol}//`);
  }
};

/** Whether the engine runs on this machine, so that its processors, memory and files are those of this machine. */
export const isLocalEngine = (address: string | undefined): boolean =>
  address === undefined || address.startsWith('unix:');
