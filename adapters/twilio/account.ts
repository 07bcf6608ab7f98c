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

/** Asks Twilio for three retries, also after a 5xx or a timeout. Its default is one, and only for a failed connection. */
const CALLBACK_RETRIES = '#rc=3&rp=5xx,rt,ct';
const MESSAGE_SID = /^(SM|MM)[0-9a-fA-F]{32}$/;
const accountState = z.object({ status: z.string() });

export function openAccount(config: TwilioAccount, { fetch, log, remember, statusUrl }: AccountTools): Account {
  const items = contentItems(remember, log);
  const apiFor = (signal: AbortSignal) => twilioApi(config, fetch, signal);

  return {
    async send(outbound, signal) {
      const plan = planOf(outbound.content);
      const envelope = envelopeOf(outbound);
      if (plan.kind === 'item') return sendItem(plan, envelope, signal);
      return create({ ...envelope, ...paramsOf(plan) }, signal);
    },

    settle: (outbound, attempt, owned, signal) => search(apiFor(signal), { outbound, from: config.from, attempt, owned }),

    async download({ url }, signal) {
      if (url === undefined) throw failure('unsupported', 'Twilio identifies media only by URL');
      return downloadMedia(config, fetch, url, signal);
    },

    async acknowledge(messageId, signal) {
      if (!MESSAGE_SID.test(messageId)) throw failure('unsupported', 'not a Twilio message id');
      const { success } = await read(() => apiFor(signal).typing.create({ channel: 'whatsapp', messageId }));
      if (!success) throw failure('rejected', 'Twilio did not show the typing indicator');
    },

    async check(signal): Promise<AccountHealth> {
      const state = accountState.safeParse(await read(() => apiFor(signal).account()));
      if (!state.success) return { reachable: false, detail: 'Twilio’s answer does not describe an account.' };
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

  /** Creates a content item again, once, if somebody deleted it at Twilio. */
  async function sendItem(plan: Extract<Plan, { kind: 'item' }>, envelope: ReturnType<typeof envelopeOf>, signal: AbortSignal) {
    await stillInTime(signal);
    const variables = plan.values.length === 0 ? {} : { contentVariables: contentVariables(plan.values) };
    const sid = await items.sidOf(plan.shape, apiFor(signal), signal);
    try {
      return await create({ ...envelope, contentSid: sid, ...variables }, signal);
    } catch (error) {
      if (!isGone(error)) throw error;
      log.info('twilio: a content item was deleted at Twilio and is created again', { kind: plan.shape.kind });
      const anew = await items.sidOf(plan.shape, apiFor(signal), signal, sid);
      return create({ ...envelope, contentSid: anew, ...variables }, signal);
    }
  }

  async function create(params: Parameters<ReturnType<typeof twilioApi>['messages']['create']>[0], signal: AbortSignal) {
    await stillInTime(signal);
    const { sid } = await read(() => apiFor(signal).messages.create(params));
    if (typeof sid !== 'string' || !MESSAGE_SID.test(sid)) throw failure('unknown', 'the answer has no message sid');
    return { providerMessageId: sid };
  }
}

/** Lets timers run first, so that a process that was paused while it prepared the item notices that its deadline has passed. */
async function stillInTime(signal: AbortSignal): Promise<void> {
  await setTimeout(0);
  if (signal.aborted) throw failure('unreachable', 'the deadline had passed before the call');
}

function paramsOf(plan: Exclude<Plan, { kind: 'item' }>) {
  if (plan.kind === 'text') return { body: plan.body };
  if (plan.kind === 'media') return { mediaUrl: [plan.link], ...(plan.body === undefined ? {} : { body: plan.body }) };
  return { contentSid: plan.sid, ...(plan.values.length === 0 ? {} : { contentVariables: contentVariables(plan.values) }) };
}

/** Adds our message id to the query. Twilio signs the URL exactly as written, so the rest of it is not changed. */
function withRef(statusUrl: string, messageId: string): string {
  const [address = ''] = statusUrl.split('#');
  return `${address}${address.includes('?') ? '&' : '?'}ref=${encodeURIComponent(messageId)}${CALLBACK_RETRIES}`;
}
