import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { Account, AccountHealth, AccountTools, Outbound } from '#contracts/channel.ts';
import { read, twilioApi } from './client.ts';
import type { TwilioAccount } from './config.ts';
import { contentItems } from './content-items.ts';
import { failure, isGone } from './failures.ts';
import { downloadMedia } from './media.ts';
import { addressOf, planOf } from './outbound.ts';
import type { Plan } from './outbound.ts';
import { search } from './settle.ts';
import { contentVariables } from './shapes.ts';

/** Three more tries, also after a 5xx and when we were slow (reference §4.2; Twilio's default is one, and only for a dead connection). */
const CALLBACK_RETRIES = '#rc=3&rp=5xx,rt,ct';
const MESSAGE_SID = /^(SM|MM)[0-9a-fA-F]{32}$/;
const accountState = z.object({ status: z.string() });

export function openAccount(config: TwilioAccount, { fetch, clock, log, remember, statusUrl }: AccountTools): Account {
  const items = contentItems(remember, log);
  const apiFor = (signal: AbortSignal) => twilioApi(config, fetch, signal);

  return {
    async send(outbound, signal) {
      const plan = planOf(outbound.content);
      const envelope = envelopeOf(outbound);
      if (plan.kind === 'item') return sendItem(plan, envelope, signal);
      return create({ ...envelope, ...paramsOf(plan) }, signal);
    },

    settle: (outbound, attemptedAt, owned, signal) =>
      search(apiFor(signal), { outbound, from: config.from, attemptedAt, now: clock.now(), owned }),

    async download({ url }, signal) {
      if (url === undefined) throw failure('unsupported', 'Twilio names media by their address only');
      return downloadMedia(config, fetch, url, signal);
    },

    async acknowledge(messageId, signal) {
      if (!MESSAGE_SID.test(messageId)) throw failure('unsupported', 'not a message of Twilio');
      const { success } = await read(() => apiFor(signal).typing.create({ channel: 'whatsapp', messageId }));
      if (!success) throw failure('rejected', 'typing is not shown');
    },

    async check(signal): Promise<AccountHealth> {
      const state = accountState.safeParse(await read(() => apiFor(signal).account()));
      if (!state.success) return { reachable: false, detail: 'Twilio answers, but not with an account.' };
      const reachable = state.data.status === 'active';
      return { reachable, detail: reachable ? 'The Twilio account is active.' : 'The Twilio account is suspended or closed.' };
    },
  };

  function envelopeOf({ to, messageId }: Outbound) {
    return {
      to: addressOf(to),
      from: `whatsapp:${config.from}`,
      statusCallback: withRef(statusUrl, messageId),
      ...(config.messagingServiceSid === undefined ? {} : { messagingServiceSid: config.messagingServiceSid }),
    };
  }

  /** An item that somebody deleted at Twilio is made anew, once. */
  async function sendItem(plan: Extract<Plan, { kind: 'item' }>, envelope: ReturnType<typeof envelopeOf>, signal: AbortSignal) {
    await stillInTime(signal);
    const variables = plan.values.length === 0 ? {} : { contentVariables: contentVariables(plan.values) };
    const sid = await items.sidOf(plan.shape, apiFor(signal), signal);
    try {
      return await create({ ...envelope, contentSid: sid, ...variables }, signal);
    } catch (error) {
      if (!isGone(error)) throw error;
      log.info('twilio: a remembered content item is gone and made anew', { kind: plan.shape.kind });
      const anew = await items.sidOf(plan.shape, apiFor(signal), signal, sid);
      return create({ ...envelope, contentSid: anew, ...variables }, signal);
    }
  }

  async function create(params: Parameters<ReturnType<typeof twilioApi>['messages']['create']>[0], signal: AbortSignal) {
    await stillInTime(signal);
    const { sid } = await read(() => apiFor(signal).messages.create(params));
    if (typeof sid !== 'string' || !MESSAGE_SID.test(sid)) throw failure('unknown', 'an answer without a message sid');
    return { providerMessageId: sid };
  }
}

/** A process that stood still on the way here, while its item was looked up or made, notices its deadline once timers have had their turn. */
async function stillInTime(signal: AbortSignal): Promise<void> {
  await setTimeout(0);
  if (signal.aborted) throw failure('unreachable', 'the deadline had passed before the call');
}

function paramsOf(plan: Exclude<Plan, { kind: 'item' }>) {
  if (plan.kind === 'text') return { body: plan.body };
  if (plan.kind === 'media') return { mediaUrl: [plan.link], ...(plan.body === undefined ? {} : { body: plan.body }) };
  return { contentSid: plan.sid, ...(plan.values.length === 0 ? {} : { contentVariables: contentVariables(plan.values) }) };
}

/** Our message id in the query is part of what Twilio signs. The address is else left as it is: it is signed as written. */
function withRef(statusUrl: string, messageId: string): string {
  const [address = ''] = statusUrl.split('#');
  return `${address}${address.includes('?') ? '&' : '?'}ref=${encodeURIComponent(messageId)}${CALLBACK_RETRIES}`;
}
