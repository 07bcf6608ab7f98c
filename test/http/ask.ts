import { request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Asking {
  readonly method?: string;
  /** As it goes on the wire: nothing is normalized, as `fetch` would. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Sends the body in pieces, without announcing its length. */
  readonly chunked?: boolean;
  /** Closes the connection as soon as the body is out. */
  readonly hangUp?: boolean;
}

const PIECE = 64 * 1024;

/** A request byte for byte, on a connection of its own. */
export function ask(url: string, asking: Asking = {}): Promise<Answer> {
  const { method = 'GET', path, headers = {}, body, chunked = false, hangUp = false } = asking;
  const at = new URL(url);
  const bytes = Buffer.from(body ?? '');
  const length = chunked || body === undefined ? {} : { 'content-length': String(bytes.length) };
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port: at.port,
      method,
      path: path ?? at.pathname + at.search,
      headers: { host: at.host, ...length, ...headers },
      agent: false,
    });
    asked.once('response', (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.once('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(pieces).toString('utf8') });
        asked.destroy();
      });
    });
    // A server that has answered may hang up on what it no longer wants to read: the answer counts.
    asked.once('error', reject);
    if (hangUp) {
      asked.write(bytes, () => asked.destroy(new Error('hung up')));
      return;
    }
    if (chunked) for (let from = 0; from < bytes.length; from += PIECE) asked.write(bytes.subarray(from, from + PIECE));
    asked.end(chunked ? undefined : bytes);
  });
}
