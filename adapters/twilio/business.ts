import { z } from 'zod';
import type { BusinessAccount, BusinessNumber, BusinessTools, NamedNumber, Subscription } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { type TwilioApi, read, twilioApi } from './client.ts';
import type { TwilioBusiness } from './config.ts';
import { failure } from './failures.ts';

/** Asks Twilio for five retries, also after a 5xx or a timeout. Its default is one, and only for a failed connection. */
const RETRIES = '#rc=5&rp=5xx,rt,ct';
const PAGE = '100';
/** Twilio allows 20 senders, and 50 by exception. */
const MOST_PAGES = 10;

const sender = z.object({
  sid: z.string().regex(/^XE[0-9a-fA-F]{32}$/),
  sender_id: z.string().regex(/^whatsapp:\+[1-9]\d{6,14}$/),
  status: z.string(),
  profile: z.object({ name: z.string().nullish() }).nullish(),
  properties: z.object({ quality_rating: z.string().nullish() }).nullish(),
  webhook: z.object({ callback_url: z.string().nullish() }).nullish(),
});
type Sender = z.output<typeof sender>;
const list = z.object({ senders: z.array(z.unknown()), meta: z.object({ next_page_url: z.string().nullish() }) });

/** An account or subaccount. Each WhatsApp sender has its own webhook URL. */
export function openBusiness(config: TwilioBusiness, { fetch }: BusinessTools): BusinessAccount {
  const apiFor = (signal: AbortSignal) => twilioApi(config, fetch, signal);

  return {
    async numbers(signal) {
      // The auth token signs webhooks. With an API key no other call would show that it is wrong.
      const { apiKey: _, apiKeySecret: __, ...byToken } = config;
      if (config.apiKey !== undefined) await inWords(() => twilioApi(byToken, fetch, signal).account());
      const found = await sendersOf(apiFor(signal));
      return found.map((one) => numberOf(one, config.accountSid));
    },

    async subscribe(number, { url }, signal) {
      const api = apiFor(signal);
      const { sid } = await senderNamed(api, number);
      await inWords(() => api.updateSender(sid, { webhook: { callback_url: url + RETRIES, callback_method: 'POST' } }));
      // Twilio answers with the sender as it will be. This asks for what it is.
      const kept = sender.safeParse(await inWords(() => api.fetchSender(sid)));
      if (!kept.success || subscriptionOf(kept.data, url) !== 'ours')
        throw failure('rejected', 'Twilio has not kept the webhook URL of this sender yet: try again in a minute');
    },

    async check(number, url, signal) {
      return subscriptionOf(await senderNamed(apiFor(signal), number), url);
    },
  };
}

async function senderNamed(api: TwilioApi, { id }: NamedNumber): Promise<Sender> {
  const found = (await sendersOf(api)).find(({ sender_id }) => sender_id === id);
  if (!found) throw failure('misconfigured', 'this account has no such WhatsApp sender: choose one from its list');
  return found;
}

async function sendersOf(api: TwilioApi): Promise<readonly Sender[]> {
  const found: Sender[] = [];
  let page: Readonly<Record<string, string>> = { PageSize: PAGE };
  for (let n = 0; n < MOST_PAGES; n += 1) {
    const answer = list.safeParse(await inWords(() => api.listSenders(page)));
    if (!answer.success) throw failure('unknown', 'the list of senders cannot be read');
    // A sender that is not a phone number cannot be used, and is left out.
    found.push(...answer.data.senders.flatMap((one) => sender.safeParse(one).data ?? []));
    const next = URL.parse(answer.data.meta.next_page_url ?? '')?.searchParams;
    const token = next?.get('PageToken');
    if (!next || !token) return found;
    page = { PageSize: PAGE, Page: next.get('Page') ?? '', PageToken: token };
  }
  return found;
}

function numberOf({ sender_id, status, profile, properties }: Sender, accountSid: string): BusinessNumber {
  return {
    id: sender_id,
    number: sender_id.replace('whatsapp:', ''),
    name: profile?.name ?? '',
    status,
    quality: properties?.quality_rating ?? '',
    ...(status.startsWith('ONLINE') ? {} : { problem: problemOf(status) }),
    businessAccount: '',
    identityScope: `twilio:${accountSid}`,
  };
}

function problemOf(status: string): string {
  if (status === 'PENDING_VERIFICATION') return 'The number is not verified: enter its code in the Twilio Console.';
  if (status === 'OFFLINE') return 'The sender is offline: its page in the Twilio Console says why.';
  return `Twilio says ${status}: wait until the sender is online.`;
}

/** A fragment only tells Twilio how often to retry. */
function subscriptionOf({ webhook }: Sender, url: string): Subscription {
  const [kept = ''] = (webhook?.callback_url ?? '').split('#');
  if (kept === '') return 'nowhere';
  return kept === url ? 'ours' : 'elsewhere';
}

async function inWords<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await read(call);
  } catch (error) {
    if (!(error instanceof AdapterFailure)) throw error;
    if (error.code === 'unauthorized')
      throw failure(
        'unauthorized',
        'Twilio refuses the account SID or the auth token: copy both again from the Console',
        error.detail,
      );
    if (error.detail.providerCode === '20404')
      throw failure('misconfigured', 'this account has no such WhatsApp sender: choose one from its list', error.detail);
    throw error;
  }
}
