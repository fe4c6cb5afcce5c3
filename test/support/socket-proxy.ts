import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

/** A Unix socket that passes everything on to another one until it is cut: an engine that goes away and comes back. */
export interface SocketProxy {
  readonly path: string;
  /** Close the socket and every connection through it. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  close(): Promise<void>;
}

export const openSocketProxy = async (path: string, target: string): Promise<SocketProxy> => {
  let server: Server | undefined;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const restore = async (): Promise<void> => {
    server = createServer({ allowHalfOpen: true }, (near) => {
      const far = connect({ path: target, allowHalfOpen: true });
      keep(near);
      keep(far);
      near.pipe(far);
      far.pipe(near);
      near.once('close', () => far.destroy());
      far.once('close', () => near.destroy());
    }).listen(path);
    await once(server, 'listening');
  };
  const cut = async (): Promise<void> => {
    const closing = server;
    server = undefined;
    if (closing === undefined) return;
    closing.close();
    for (const socket of sockets) socket.destroy();
    await once(closing, 'close');
    await rm(path, { force: true });
  };
  await restore();
  return { path, cut, restore, close: cut };
};
