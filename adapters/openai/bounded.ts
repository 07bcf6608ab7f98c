/** A meaning has some hundred bytes, and the envelope around it a few thousand. */
const LARGEST_ANSWER = 64_000;
/** The library adds the operating system, the runtime and whatever `OPENAI_CUSTOM_HEADERS` says. */
const SENT = ['accept', 'authorization', 'content-type'];

export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** Sends no headers but those that are needed, follows no redirect, and breaks off an answer that is too large. */
export function bounded(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init = {}) => {
    const given = new Headers(init.headers);
    const headers = Object.fromEntries(SENT.flatMap((name) => (given.has(name) ? [[name, given.get(name) ?? '']] : [])));
    const response = await fetch(input, { ...init, headers, redirect: 'error' });
    const { body, status, headers: received } = response;
    return new Response(body?.pipeThrough(limit()) ?? null, { status, headers: received });
  };
}

function limit(): TransformStream<Uint8Array, Uint8Array> {
  let read = 0;
  return new TransformStream({
    transform(piece, controller) {
      read += piece.byteLength;
      if (read > LARGEST_ANSWER) throw new TooLarge('the answer is too large');
      controller.enqueue(piece);
    },
  });
}
