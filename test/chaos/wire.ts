import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A line between an instance and a server, which can be cut, slowed down, or made to swallow everything. */
export interface Wire extends AsyncDisposable {
  readonly port: number;
  /** Ends every connection; new ones may come. Says how many. */
  cut(): number;
  /** Each piece is so late, in each direction. 0: no more. */
  delay(ms: number): void;
  /** Connections are there and nothing passes. When it ends, what was held passes after all, as late packets do. */
  swallow(on: boolean): void;
}

/** Changes what the server says before the instance hears it; one for each connection. */
export type Edit = () => (chunk: Buffer) => Buffer;

export async function wireTo(host: string, port: number, edit?: Edit): Promise<Wire> {
  const pairs = new Set<readonly [near: Socket, far: Socket]>();
  let delayMs = 0;
  let swallowing = false;

  const server = createServer((near) => {
    const far = connect(port, host);
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair)
      socket
        .setNoDelay(true)
        .on('error', () => {})
        .on('close', end);
    carry(near, far, (chunk) => chunk);
    carry(far, near, edit?.() ?? ((chunk) => chunk));
    if (swallowing) for (const socket of pair) socket.pause();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();

  /** Pieces keep their order, also when the delay ends while some are held. */
  function carry(from: Socket, to: Socket, change: (chunk: Buffer) => Buffer): void {
    let held: Promise<void> | undefined;
    from.on('data', (chunk: Buffer) => {
      const piece = change(chunk);
      if (!held && delayMs === 0) return pass(from, to, piece);
      const late = new Promise<void>((resolve) => setTimeout(resolve, delayMs));
      const mine: Promise<void> = Promise.all([held, late]).then(() => {
        pass(from, to, piece);
        if (held === mine) held = undefined;
      });
      held = mine;
    });
  }

  function pass(from: Socket, to: Socket, piece: Buffer): void {
    if (piece.length === 0 || to.destroyed || to.write(piece)) return;
    from.pause();
    to.once('drain', () => swallowing || from.resume());
  }

  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut() {
      const { size } = pairs;
      for (const [near, far] of pairs) {
        near.destroy();
        far.destroy();
      }
      return size;
    },
    delay(ms) {
      delayMs = ms;
    },
    swallow(on) {
      swallowing = on;
      for (const pair of pairs)
        for (const socket of pair)
          if (on) socket.pause();
          else socket.resume();
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const [near, far] of pairs) {
        near.destroy();
        far.destroy();
      }
      await once(server, 'close');
    },
  };
}
