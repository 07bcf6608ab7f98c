import { PassThrough } from 'node:stream';

/** Tells listeners which chat has changed. They fetch the content themselves. */
export interface ChatChanges {
  changed(business: string, customer: string): void;
  /** An event stream. It ends when the client disconnects or the emulator stops. */
  listen(): PassThrough;
  close(): void;
}

const HEARTBEAT_MS = 15_000;
/** A client that reads nothing for this long is disconnected. It reconnects and fetches. */
const MOST_WAITING_BYTES = 1_000_000;

export function chatChanges(): ChatChanges {
  const listeners = new Set<PassThrough>();
  const tell = (text: string): void => {
    for (const stream of listeners) {
      if (stream.writableLength > MOST_WAITING_BYTES) stream.destroy();
      else stream.write(text);
    }
  };
  const heartbeat = setInterval(() => tell(': still here\n\n'), HEARTBEAT_MS);
  heartbeat.unref();

  return {
    changed: (business, customer) => tell(`event: chat\ndata: ${JSON.stringify({ business, customer })}\n\n`),
    listen() {
      const stream = new PassThrough();
      listeners.add(stream);
      stream.on('close', () => listeners.delete(stream));
      stream.write(': connected\n\n');
      return stream;
    },
    close() {
      clearInterval(heartbeat);
      for (const stream of listeners) stream.end();
    },
  };
}
