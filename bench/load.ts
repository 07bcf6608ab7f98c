import { type Socket, connect } from 'node:net';
import { once } from 'node:events';
import { answering } from './child.ts';
import { requestBytes, webhookBody } from './webhook-bodies.ts';

export interface LoadOrder {
  readonly port: number;
  readonly path: string;
  /** Keeps message ids of different runs apart. */
  readonly run: string;
  readonly requests: number;
  readonly connections: number;
  /** Requests per second, independent of the answers. Default: as fast as the connections get answers. */
  readonly rate?: number;
  readonly people?: number;
  readonly text?: string;
}

export interface Load {
  readonly seconds: number;
  /** Answers other than 200. */
  readonly refused: number;
  /** From the time a request was due to its answer, so that queueing counts. Ascending. */
  readonly latenciesMs: Float64Array;
  /** When each request was due, by its number. Milliseconds since the epoch. */
  readonly dueAt: Float64Array;
}

/** One process with keep-alive connections, one request at a time on each. Bodies are signed before the clock starts. */
const answers = {
  async load(order: LoadOrder): Promise<Load> {
    const { port, path, run, requests, connections, rate, people = 5_000, text = 'hi' } = order;
    const bytes = Array.from({ length: requests }, (_, number) => requestBytes(path, webhookBody({ run, number, people, text })));
    const idle: Line[] = [];
    // A server closes idle connections, and at a slow rate some are idle.
    const lost = (line: Line) => void (idle.includes(line) && idle.splice(idle.indexOf(line), 1));
    idle.push(...(await Promise.all(Array.from({ length: connections }, () => openLine(port, lost)))));
    const lines = [...idle];
    const due = new Float64Array(requests);
    const latenciesMs = new Float64Array(requests);
    let next = 0;
    let answered = 0;
    let refused = 0;
    const finished = Promise.withResolvers<void>();

    const started = performance.now();
    if (rate === undefined) while (idle.length > 0 && next < requests) send(performance.now());
    else await pace(rate);
    await finished.promise;
    const seconds = (performance.now() - started) / 1000;
    for (const line of lines) line.close();
    return { seconds, refused, latenciesMs: latenciesMs.toSorted(), dueAt: due.map((at) => performance.timeOrigin + at) };

    function send(dueAt: number): void {
      const line = idle.pop();
      const number = next;
      const request = bytes[number];
      if (!line || !request) return;
      next += 1;
      due[number] = dueAt;
      line.send(request, (status) => {
        const now = performance.now();
        latenciesMs[number] = now - dueAt;
        if (status !== 200) refused += 1;
        if (status !== 0) idle.push(line);
        answered += 1;
        if (answered === requests) finished.resolve();
        else if (rate === undefined && next < requests) send(now);
      });
    }

    async function pace(perSecond: number): Promise<void> {
      while (next < requests) {
        const dueUntilNow = Math.min(requests, ((performance.now() - started) / 1000) * perSecond);
        while (next < dueUntilNow && idle.length > 0) send(started + (next * 1000) / perSecond);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
  },
};
export type LoadAnswers = typeof answers;

interface Line {
  send(request: Buffer, answered: (status: number) => void): void;
  close(): void;
}

async function openLine(port: number, lost: (line: Line) => void): Promise<Line> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let got = '';
  let told: ((status: number) => void) | undefined;
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    got += chunk;
    const head = got.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(got)?.[1] ?? 0);
    if (got.length < head + 4 + length) return;
    const status = Number(got.slice(9, 12));
    got = '';
    answer(status);
  });
  socket.on('close', () => {
    lost(line);
    answer(0);
  });
  socket.on('error', () => {});
  const line: Line = {
    send(request, answered) {
      told = answered;
      socket.write(request);
    },
    close() {
      told = undefined;
      socket.destroy();
    },
  };
  return line;

  /** Passes the status to the waiting request, once. */
  function answer(status: number): void {
    const waiting = told;
    told = undefined;
    waiting?.(status);
  }
}

answering(answers);
