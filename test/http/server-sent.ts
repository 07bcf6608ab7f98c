import { get } from 'node:http';

/** Listens to server-sent events until it is disposed of. */
export function follow(url: string, cookie: string): Disposable & { readonly heard: () => string } {
  let heard = '';
  const asked = get(
    new URL(url.replace('localhost', '127.0.0.1')),
    { headers: { host: new URL(url).host, cookie } },
    (answer) => {
      answer.setEncoding('utf8').on('data', (text: string) => (heard += text));
    },
  );
  asked.on('error', () => {});
  return { heard: () => heard, [Symbol.dispose]: () => void asked.destroy() };
}
