import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface FrontDoor extends AsyncDisposable {
  readonly port: number;
}

/** What a balancer does: each new connection goes to the next that is there, and to another when that one does not listen. */
export async function frontDoor(behind: () => readonly number[]): Promise<FrontDoor> {
  const sockets = new Set<Socket>();
  let turn = 0;

  const server = createServer({ pauseOnConnect: true }, (near) => {
    keep(near);
    const ports = behind();
    turn += 1;
    next(near, [...ports.slice(turn % ports.length), ...ports.slice(0, turn % ports.length)]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();

  function next(near: Socket, [port, ...others]: readonly number[]): void {
    if (port === undefined) return void near.destroy();
    const far = connect(port, '127.0.0.1');
    keep(far);
    let connected = false;
    far.once('connect', () => {
      connected = true;
      near.pipe(far).pipe(near);
      near.resume();
    });
    far.once('close', () => (connected ? near.destroy() : next(near, others)));
    near.once('close', () => far.destroy());
  }

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket
      .setNoDelay(true)
      .on('error', () => {})
      .on('close', () => sockets.delete(socket));
  }

  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
