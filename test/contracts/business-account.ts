import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BusinessAccount, BusinessNumber, Channel, InboundPart } from '#contracts/channel.ts';
import type { AdapterFailureCode } from '#contracts/failure.ts';
import { testClock } from '#test/support/clock.ts';
import { quietLog } from '#test/support/quiet.ts';
import { failureOf, withoutSecrets } from './channel/failures.ts';
import { networkError, wire } from './channel/wire.ts';

/** An emulator with one number that can be used and one that cannot. */
export interface Provider extends AsyncDisposable {
  /** Good ones, with the address of the emulator. */
  readonly credentials: Readonly<Record<string, unknown>>;
  readonly ready: Pick<BusinessNumber, 'id' | 'number' | 'name'>;
  readonly unready: string;
  /** Credentials that are refused, and the words that say why. */
  readonly refused: readonly {
    readonly what: string;
    readonly credentials: Readonly<Record<string, unknown>>;
    readonly as: AdapterFailureCode;
    readonly says: RegExp;
  }[];
  readonly secrets: readonly string[];
  /** A customer writes to the number that can be used. */
  write(text: string): Promise<void>;
}

export interface BusinessKit {
  readonly channel: Channel;
  readonly start: () => Promise<Provider>;
  /** Whether the provider calls a webhook URL before it keeps it. */
  readonly verifiesUrl: boolean;
}

const VERIFY_TOKEN = 'verify-token-of-the-kit';
const signal = () => new AbortController().signal;

/** The promises of every channel about the account of a business, held against an emulator of the provider. */
export function describeBusinessAccount({ channel, start, verifiesUrl }: BusinessKit): void {
  describe(`the business account at ${channel.name}`, () => {
    let provider: Provider;
    let hook: Awaited<ReturnType<typeof receiver>>;
    beforeAll(async () => {
      provider = await start();
      hook = await receiver();
    });
    afterAll(async () => {
      await hook.close();
      await provider[Symbol.asyncDispose]();
    });

    const opened = (credentials: object, fetch: typeof globalThis.fetch = globalThis.fetch): BusinessAccount =>
      channel.business(channel.businessConfig.parse(credentials), { fetch });
    const readyNumber = async (): Promise<BusinessNumber> => {
      const found = (await opened(provider.credentials).numbers(signal())).find(({ id }) => id === provider.ready.id);
      if (!found) throw new Error('the number is not in the list');
      return found;
    };

    it('names its credentials, and each is a field of its settings', () => {
      const shape = (channel.businessConfig as { shape?: object }).shape ?? {};
      expect(channel.credentials.length).toBeGreaterThan(1);
      expect(channel.credentials.filter(({ name }) => !(name in shape))).toEqual([]);
      for (const { says } of channel.credentials) expect(says).toMatch(/^[A-Z].*\.$/);
    });

    it('lists the numbers, and says which cannot be used and what to do', async () => {
      const numbers = await opened(provider.credentials).numbers(signal());
      const ready = numbers.find(({ id }) => id === provider.ready.id);
      expect(ready).toMatchObject(provider.ready);
      expect(ready).not.toHaveProperty('problem');
      expect([ready?.status, ready?.quality]).not.toContain('');
      expect(ready?.identityScope).toMatch(/^\w+:\w+$/);
      expect(numbers.find(({ id }) => id === provider.unready)?.problem).toMatch(/^[A-Z].*: .*\.$|^[A-Z].*\.$/);
    });

    it('makes settings with which the number sends, and finds the credentials in them again', async () => {
      const number = await readyNumber();
      const credentials = channel.businessConfig.parse(provider.credentials);
      const made = channel.settingsOf(credentials, number, VERIFY_TOKEN);
      const connection = channel.connectionConfig.parse(made.connection);
      const account = channel.accountConfig.parse(made.account);
      expect(channel.senderOf(account)).toBe(number.id);
      const remember = { get: async () => undefined, set: async () => {} };
      const tools = { fetch: globalThis.fetch, clock: testClock(), log: quietLog, remember, statusUrl: hook.url };
      expect((await channel.open(account, tools).check(signal())).reachable).toBe(true);
      const again = await opened(channel.businessOf(connection, account) as object).numbers(signal());
      expect(again.map(({ id }) => id)).toContain(number.id);
      expect(channel.verifyTokenOf(connection)).toBe(verifiesUrl ? VERIFY_TOKEN : '');
    });

    it('keeps old secrets beside new ones, and not without end', async () => {
      const number = await readyNumber();
      const secretOf = (connection: unknown) => JSON.stringify(connection);
      let before: unknown;
      for (const n of [1, 2, 3, 4, 5]) {
        const credentials = channel.businessConfig.parse(numbered(provider, channel, n));
        before = channel.connectionConfig.parse(channel.settingsOf(credentials, number, VERIFY_TOKEN, before).connection);
      }
      expect([1, 2, 3, 4, 5].map((n) => secretOf(before).includes(`secret-number-${n}`))).toEqual([
        false,
        false,
        true,
        true,
        true,
      ]);
    });

    it('refuses credentials in words that say what to do, and without them', async () => {
      for (const { what, credentials, as, says } of provider.refused) {
        const failure = await failureOf(() => opened(credentials).numbers(signal()));
        expect([what, failure.code], failure.message).toEqual([what, as]);
        expect(failure.message, what).toMatch(says);
        withoutSecrets(failure, provider.secrets);
        withoutSecrets(
          failure,
          Object.values(credentials)
            .filter((value) => String(value).startsWith('wrong'))
            .map(String),
        );
      }
    });

    it('sends the webhooks of the number where it is told to', async () => {
      const number = await readyNumber();
      const account = opened(provider.credentials);
      expect(await account.check(number, hook.url, signal())).not.toBe('ours');
      const settings = channel.settingsOf(channel.businessConfig.parse(provider.credentials), number, VERIFY_TOKEN);
      const connection = channel.connect(channel.connectionConfig.parse(settings.connection), { log: quietLog });
      hook.become(connection);
      await account.subscribe(number, { url: hook.url, verifyToken: VERIFY_TOKEN }, signal());
      expect(await account.check(number, hook.url, signal())).toBe('ours');
      expect(await account.check(number, `${hook.url}/other`, signal())).toBe('elsewhere');
      // A second time changes nothing.
      await account.subscribe(number, { url: hook.url, verifyToken: VERIFY_TOKEN }, signal());
      await provider.write('Hello from the kit');
      await vi.waitFor(() => expect(JSON.stringify(hook.parts)).toContain('Hello from the kit'), 5_000);
      expect(hook.parts.map(({ address }) => address)).toContain(number.id);
    });

    if (verifiesUrl)
      it('is told when its webhook URL does not answer, and the old one stays', async () => {
        const number = await readyNumber();
        const account = opened(provider.credentials);
        const before = await account.check(number, hook.url, signal());
        const failure = await failureOf(() =>
          account.subscribe(number, { url: 'http://127.0.0.1:9/nobody', verifyToken: VERIFY_TOKEN }, signal()),
        );
        expect(failure.code).toBe('rejected');
        expect(failure.message).toMatch(/webhook URL/);
        expect(await account.check(number, hook.url, signal())).toBe(before);
        withoutSecrets(failure, [...provider.secrets, VERIFY_TOKEN]);
      });

    it('knows no number of somebody else', async () => {
      const strange = { id: 'whatsapp:+10000000000', businessAccount: '999' };
      const failure = await failureOf(() => opened(provider.credentials).check(strange, hook.url, signal()));
      expect(failure.code).toBe('misconfigured');
    });

    it.each([
      ['nobody there', 'ECONNREFUSED', 'unreachable'],
      ['a connection that breaks', 'ECONNRESET', 'unknown'],
    ])('fails without secrets when there is %s', async (_, code, as) => {
      const { fetch } = wire(() => Promise.reject(networkError(code)));
      const failure = await failureOf(() => opened(provider.credentials, fetch).numbers(signal()));
      expect(failure.code).toBe(as);
      withoutSecrets(failure, provider.secrets);
    });

    it('asks nothing after its deadline', async () => {
      const { fetch, sent } = wire(() => Response.json({}));
      await failureOf(() => opened(provider.credentials, fetch).numbers(AbortSignal.abort()));
      expect(sent).toEqual([]);
    });

    it('does not believe an answer that it cannot read', async () => {
      for (const body of ['<h1>Sign in</h1>', '[]', '{"data":7}', '{"senders":7}']) {
        const { fetch } = wire(() => new Response(body));
        await failureOf(() => opened(provider.credentials, fetch).numbers(signal()));
      }
    });
  });
}

/** The same credentials with other secrets. */
function numbered(provider: Provider, channel: Channel, n: number): object {
  const secrets = channel.credentials.filter(({ secret, required }) => secret && required);
  return { ...provider.credentials, ...Object.fromEntries(secrets.map(({ name }) => [name, `secret-number-${n}`])) };
}

/** Receives webhooks as Deskbell does. */
async function receiver() {
  let become: ((body: Uint8Array, request: Parameters<Parameters<typeof createServer>[1] & {}>[0]) => Reply) | undefined;
  const parts: InboundPart[] = [];
  const server = createServer(async (asked, answer) => {
    const body = Buffer.concat(await Array.fromAsync(asked));
    const { status, text } = become?.(body, asked) ?? { status: 404, text: '' };
    answer.writeHead(status).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/webhooks/kit/connection`,
    parts: parts as readonly InboundPart[],
    become(connection: ReturnType<Channel['connect']>) {
      become = (body, asked) => {
        const method = asked.method === 'GET' ? 'GET' : 'POST';
        const headers = Object.fromEntries(Object.entries(asked.headers).map(([name, value]) => [name, String(value)]));
        const request = { method, url: origin + (asked.url ?? ''), headers, body } as const;
        const verified = connection.handshake(request);
        if (verified) return { status: verified.status, text: verified.body };
        if (method === 'GET') return { status: 403, text: '' };
        parts.push(...connection.receive(request, 1_000));
        return { status: 200, text: '' };
      };
    },
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
interface Reply {
  readonly status: number;
  readonly text: string;
}
