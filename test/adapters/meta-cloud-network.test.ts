import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { metaCloud } from '#adapters/meta-cloud/index.ts';
import { failureOf, withoutSecrets } from '#test/contracts/channel/failures.ts';
import { testClock } from '#test/support/clock.ts';
import { quietLog } from '#test/support/quiet.ts';

const TOKEN = 'EAAtoken0123456789';
const hello = { messageId: 'm1', to: { phone: '+15550001111' }, content: { kind: 'text', body: 'Private words' } } as const;

/** The kit owns the network; this is the real one, to see that Node's `fetch` fails as the kit believes it does. */
describe('on a real socket', () => {
  it('a send arrives', async () => {
    const { account, seen } = await against((_, response) => response.end('{"messages":[{"id":"wamid.1"}]}'));
    expect(await account.send(hello, deadline().signal)).toEqual({ providerMessageId: 'wamid.1' });
    expect(seen[0]?.headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' });
  });

  it('a closed port is unreachable', async () => {
    const { account, close } = await against(() => {});
    await close();
    const failure = await failureOf(() => account.send(hello, deadline().signal));
    expect(failure.code).toBe('unreachable');
    withoutSecrets(failure, [TOKEN, 'Private words', '+15550001111']);
  });

  it('a connection that is reset leaves everybody in doubt', async () => {
    const { account } = await against((request) => request.socket.resetAndDestroy());
    const failure = await failureOf(() => account.send(hello, deadline().signal));
    expect(failure.code).toBe('unknown');
    withoutSecrets(failure, [TOKEN, 'Private words', '+15550001111']);
  });

  it('an answer that never comes ends with the signal', async () => {
    const { account, seen } = await against(() => {});
    const { signal, abort } = deadline();
    const sending = failureOf(() => account.send(hello, signal));
    await expect.poll(() => seen.length).toBe(1);
    abort();
    expect((await sending).code).toBe('unknown');
  });

  it('a redirect is not followed with our token', async () => {
    const trap = await against((_, response) => response.end('{"messages":[{"id":"wamid.trap"}]}'));
    const { account } = await against((_, response) => response.writeHead(307, { location: trap.url }).end());
    expect((await failureOf(() => account.send(hello, deadline().signal))).code).toBe('unknown');
    expect(trap.seen).toEqual([]);
  });

  it('media streams: what nobody reads is not fetched', async () => {
    let written = 0;
    const { account, url } = await against((_, response) => {
      const write = () => {
        while (written < 400 && response.write(new Uint8Array(65_536))) written += 1;
        if (written >= 400) response.end();
      };
      response.on('drain', write);
      write();
    });
    const { bytes } = await account.download({ url: `${url}/media` }, deadline().signal);
    const reader = bytes.getReader();
    await reader.read();
    expect(written).toBeLessThan(400);
    await reader.cancel();
  });
});

async function against(answer: RequestListener) {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    request.resume().on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);

  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = `http://${host}`;
  const config = metaCloud.accountConfig.parse({ phoneNumberId: '1', accessToken: TOKEN, baseUrl: url, mediaHosts: [host] });
  const remember = { get: async () => undefined, set: async () => {} };
  const account = metaCloud.open(config, { fetch: globalThis.fetch, clock: testClock(), log: quietLog, remember, statusUrl: '' });
  return { account, seen, url, close };
}

function deadline() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort(new DOMException('too late', 'TimeoutError')) };
}
