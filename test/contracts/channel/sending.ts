import { describe, expect, it } from 'vitest';
import type { Outbound } from '#contracts/channel.ts';
import type { OutboundContent } from '#contracts/content.ts';
import type { AdapterFailureCode } from '#contracts/failure.ts';
import type { ChannelKit } from '../channel.ts';
import { failureOf, withoutSecrets } from './failures.ts';
import { opened } from './opened.ts';
import { BODY, PHONE, sayings } from './sayings.ts';
import { breaksOff, networkError, silence } from './wire.ts';
import type { Serve } from './wire.ts';
import { NEW, RECEIVED_AT } from '../webhook-source.ts';

/** Errors after which the message was certainly not sent. */
const NEVER_LEFT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];
/** Errors after which nobody knows. */
const PERHAPS = [
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'E_NEW',
];

const text: OutboundContent = { kind: 'text', body: BODY };
const outbound = (content: OutboundContent = text): Outbound => ({ messageId: 'msg-0001', to: { phone: PHONE }, content });
const noAbort = () => new AbortController().signal;

export function describeSending({ sending: kit, webhooks }: ChannelKit): void {
  const subject = (serve: Serve) => opened(kit, serve);
  const all = Object.values(sayings).flat();
  const sendable = all.filter((content) => kit.capabilities.sends.includes(content.kind));
  const beyond = all.filter((content) => !kit.capabilities.sends.includes(content.kind));
  const named = (contents: readonly OutboundContent[]) => contents.map((content, n) => ({ n, kind: content.kind, content }));

  describe('sending', () => {
    it.each(named(sendable))('$kind ($n) is accepted, and asked for as the specification says', async ({ content }) => {
      const { account, sent } = subject(kit.accepts);
      expect(await account.send(outbound(content), noAbort())).toEqual({ providerMessageId: kit.acceptedAs });
      expect(sent.length).toBeGreaterThan(0);
      for (const request of sent) kit.validate(request);
    });

    it.each(kit.recipients)('to %j', async (to) => {
      const { account, sent } = subject(kit.accepts);
      await account.send({ ...outbound(), to }, noAbort());
      for (const request of sent) kit.validate(request);
    });

    it('quotes the customer’s message if the channel can', async () => {
      const { account, sent } = subject(kit.accepts);
      await account.send({ ...outbound(), replyTo: 'wamid.QUOTED' }, noAbort());
      for (const request of sent) kit.validate(request);
      const carried = sent.some((request) => request.body.includes('wamid.QUOTED'));
      expect(carried).toBe(kit.capabilities.repliesInContext);
    });

    it('gets our message id back in a status', async () => {
      const { account, sent } = subject(kit.accepts);
      await account.send(outbound(), noAbort());
      const parts = [...webhooks.connect([NEW]).receive(kit.statusOf(sent, NEW), RECEIVED_AT)];
      const statuses = parts.flatMap((part) => part.events).filter((event) => event.kind === 'status');
      expect(statuses.map(({ ref, providerMessageId }) => ({ ref, providerMessageId }))).toEqual([
        { ref: 'msg-0001', providerMessageId: kit.acceptedAs },
      ]);
    });

    if (beyond.length > 0) {
      it.each(named(beyond))('$kind ($n) is refused before anything is asked', async ({ content }) => {
        const { account, sent } = subject(kit.accepts);
        expect((await failureOf(() => account.send(outbound(content), noAbort()))).code).toBe('unsupported');
        expect(sent).toEqual([]);
      });
    }
  });

  describe('a refusal', () => {
    it.each(kit.refuses)('$what is $as', async ({ with: reply, as, retryAfterMs, providerCode }) => {
      const { account, lines } = subject(reply);
      const failure = await failureOf(() => account.send(outbound(), noAbort()));
      expect(failure.code).toBe(as);
      expect(failure.detail.retryAfterMs).toBe(retryAfterMs);
      if (providerCode !== undefined) expect(failure.detail.providerCode).toBe(providerCode);
      withoutSecrets([failure, lines], [...kit.secrets, BODY, PHONE]);
      withoutSecrets(failure, [...kit.secrets, BODY, PHONE]);
    });

    it('for rate says when to retry', () => {
      const limited = kit.refuses.filter(({ as }) => as === 'rate_limited');
      expect(limited.length).toBeGreaterThan(0);
      for (const { retryAfterMs } of limited) expect(retryAfterMs).toBeGreaterThan(0);
    });

    it('that repeats our message does not leak it', async () => {
      const echo: Serve = (request) =>
        Response.json(
          {
            error: { message: `${request.body} ${JSON.stringify(request.headers)}`, code: 100, type: 'x' },
            message: request.body,
            code: 21211,
          },
          { status: 400 },
        );
      const { account, lines } = subject(echo);
      const failure = await failureOf(() => account.send(outbound(), noAbort()));
      withoutSecrets(failure, [...kit.secrets, BODY, PHONE]);
      withoutSecrets(lines, [...kit.secrets, BODY, PHONE]);
    });
  });

  describe('a dead network', () => {
    it.each(NEVER_LEFT)('%s: certainly not sent', async (code) => {
      const { account } = subject(() => Promise.reject(networkError(code)));
      const failure = await failureOf(() => account.send(outbound(), noAbort()));
      expect(failure.code).toBe('unreachable');
      withoutSecrets(failure, [...kit.secrets, BODY, PHONE]);
    });

    it.each(PERHAPS)('%s: may have been sent', async (code) => {
      const { account } = subject(() => Promise.reject(networkError(code)));
      const failure = await failureOf(() => account.send(outbound(), noAbort()));
      expect(failure.code).toBe('unknown');
      withoutSecrets(failure, [...kit.secrets, BODY, PHONE]);
    });

    const noAnswers: Record<string, Serve> = {
      'a page of a proxy with status 500': () => new Response('<h1>oops</h1>', { status: 500 }),
      'an empty 502': () => new Response(null, { status: 502 }),
      'a 503 with JSON of somebody else': () => Response.json({ status: 'down' }, { status: 503 }),
      'an answer that breaks off': breaksOff,
      'a page with status 200': () =>
        new Response('<h1>Sign in to the network</h1>', { headers: { 'content-type': 'text/html' } }),
      'nothing at all with status 200': () => new Response(''),
      ...kit.nonsense,
    };
    it.each(Object.keys(noAnswers))('%s: may have been sent', async (what) => {
      const { account } = subject(noAnswers[what]!);
      const failure = await failureOf(() => account.send(outbound(), noAbort()));
      expect(failure.code).toBe('unknown');
      withoutSecrets(failure, [...kit.secrets, BODY, PHONE]);
    });
  });

  describe('the caller’s deadline', () => {
    it('ends the wait, and the message may have been sent', async () => {
      const { account, sent } = subject(silence);
      const deadline = new AbortController();
      const sending = failureOf(() => account.send(outbound(), deadline.signal));
      await expect.poll(() => sent.length).toBe(1);
      deadline.abort(new DOMException('timed out', 'TimeoutError'));
      expect((await sending).code).toBe('unknown');
    });

    it('that has already passed prevents the request', async () => {
      const { account, sent } = subject(kit.accepts);
      expect((await failureOf(() => account.send(outbound(), AbortSignal.abort()))).code).toBe('unreachable');
      expect(sent).toEqual([]);
    });
  });

  describe('settling a send without an answer', () => {
    if (kit.capabilities.settles === 'by_query') return it.skip('asks the provider here: the cases are with the adapter');

    it('waits for a status and makes no request', async () => {
      const { account, sent } = subject(kit.accepts);
      expect(await account.settle(outbound(), { at: RECEIVED_AT, ageMs: 1_000 }, async () => false, noAbort())).toEqual({
        kind: 'unsure',
      });
      expect(sent).toEqual([]);
    });
  });

  describe('the health of an account', () => {
    it('is good', async () => {
      expect((await subject(kit.healthy).account.check(noAbort())).reachable).toBe(true);
    });

    it.each<[string, Serve, AdapterFailureCode]>([
      ['credentials that are refused', kit.unauthorized, 'unauthorized'],
      ['nobody there', () => Promise.reject(networkError('ECONNREFUSED')), 'unreachable'],
      ['a page of a proxy', () => new Response('<h1>oops</h1>', { status: 502 }), 'unknown'],
    ])('is asked for in vain, and the failure says why without secrets: %s', async (_, serve, code) => {
      const failure = await failureOf(() => subject(serve).account.check(noAbort()));
      expect(failure.code).toBe(code);
      withoutSecrets(failure, kit.secrets);
    });
  });
}
