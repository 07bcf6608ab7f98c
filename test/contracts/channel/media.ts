import { describe, expect, it } from 'vitest';
import type { ChannelKit } from '../channel.ts';
import { failureOf, withoutSecrets } from './failures.ts';
import { opened } from './opened.ts';
import { networkError } from './wire.ts';
import type { SentRequest, Serve } from './wire.ts';

/** Where a forged URL might lead us. */
const TRAPS = [
  'http://127.0.0.1/latest/meta-data',
  'http://[::1]/',
  'https://evil.example/media',
  'file:///etc/passwd',
  'data:text/plain,hello',
  'javascript:alert(1)',
  '//evil.example/media',
  'not an address',
  '',
];
const MOST_REQUESTS = 8;
const noAbort = () => new AbortController().signal;

export function describeMedia({ media: kit, sending }: ChannelKit): void {
  const subject = (serve: Serve) => opened(sending, serve);
  const trapsByHost = kit.hosts.flatMap((host) => [
    `https://${host}.evil.example/media`,
    `https://evil.example/${host}`,
    `https://user:pass@${host}:444/media`,
    `http://${host}@evil.example/`,
  ]);

  describe('inbound media', () => {
    it('comes with its type and its bytes', async () => {
      const { account, sent } = subject(kit.serves);
      const download = await account.download(kit.source, noAbort());
      expect(download.mimeType).toBe(kit.mimeType);
      expect(new Uint8Array(await new Response(download.bytes).arrayBuffer())).toEqual(kit.bytes);
      if (download.size !== undefined) expect(download.size).toBe(kit.bytes.length);
      onlyTheProvider(sent);
    });

    it.each([...TRAPS, ...trapsByHost])('is not fetched from %j, wherever the URL came from', async (address) => {
      for (const source of [{ url: address }, kit.source]) {
        const { account, sent } = subject('url' in source && source.url === address ? kit.serves : kit.redirects(address));
        const failure = await failureOf(() => account.download(source, noAbort()));
        expect(['rejected', 'unsupported', 'unknown', 'misconfigured']).toContain(failure.code);
        withoutSecrets(failure, sending.secrets);
        onlyTheProvider(sent);
      }
    });

    it('is given up if redirects never end', async () => {
      const again: Serve = (request) => kit.redirects(request.url.href)(request);
      const { account, sent } = subject(again);
      await failureOf(() => account.download(kit.source, noAbort()));
      expect(sent.length).toBeLessThanOrEqual(MOST_REQUESTS);
      onlyTheProvider(sent);
    });

    it('that no longer exists is rejected', async () => {
      const failure = await failureOf(() => subject(kit.gone).account.download(kit.source, noAbort()));
      expect(failure.code).toBe('rejected');
      withoutSecrets(failure, sending.secrets);
    });

    it('with refused credentials is unauthorized', async () => {
      const failure = await failureOf(() => subject(sending.unauthorized).account.download(kit.source, noAbort()));
      expect(failure.code).toBe('unauthorized');
    });

    it('that the host with the bytes refuses says nothing about the credentials, which were accepted on the way there', async () => {
      const [api] = kit.hosts;
      const refused: Serve = (request) => (request.url.host === api ? kit.serves(request) : new Response(null, { status: 401 }));
      const failure = await failureOf(() => subject(refused).account.download(kit.source, noAbort()));
      expect(failure.code).toBe('unknown');
    });

    it('from a dead network is an AdapterFailure', async () => {
      const dead: Serve = () => Promise.reject(networkError('ECONNREFUSED'));
      const failure = await failureOf(() => subject(dead).account.download(kit.source, noAbort()));
      expect(failure.code).toBe('unreachable');
    });

    it('without an id and a URL cannot be fetched', async () => {
      const { account, sent } = subject(kit.serves);
      await failureOf(() => account.download({}, noAbort()));
      expect(sent).toEqual([]);
    });
  });

  function onlyTheProvider(sent: readonly SentRequest[]): void {
    for (const request of sent) {
      expect(kit.hosts).toContain(request.url.host);
      expect(request.url.username + request.url.password).toBe('');
      expect(request.redirect).not.toBe('follow');
      if (!kit.trusted.includes(request.url.host)) expect(request.headers).not.toHaveProperty('authorization');
    }
  }
}
