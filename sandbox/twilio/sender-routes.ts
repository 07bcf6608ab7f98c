import type { Router } from '@koa/router';
import { readBody } from '../shared/server.ts';
import { writeAddress } from './address.ts';
import { onlyAccount, refuse, refuseUnknown } from './answers.ts';
import type { Business } from './config.ts';
import type { Emulator } from './emulator.ts';
import { readForm } from './form.ts';
import { pageAddress, readPage } from './paging.ts';
import { invalidParameter } from './refusals.ts';
import { readUpdate } from './sender-webhooks.ts';
import { messageSid } from './sids.ts';

const MOST_BYTES = 10_000;

export function senderRoutes(router: Router, { config, messages, sandbox, url, webhooks }: Emulator): void {
  const account = onlyAccount(config);

  const resource = (business: Business): Record<string, unknown> => ({
    compliance: null,
    configuration: {
      account_type: null,
      verification_code: null,
      verification_method: null,
      voice_application_sid: null,
      waba_id: null,
    },
    offline_reasons: null,
    profile: { name: business.name },
    properties: { messaging_limit: '10K Customers/24hr', quality_rating: 'HIGH' },
    sender_id: writeAddress(business.number),
    sid: business.senderSid,
    status: business.status,
    url: `${url()}/v2/Channels/Senders/${business.senderSid}`,
    webhook: webhooks.of(business),
  });

  router.get('/v2/Channels/Senders', account, (ctx) => {
    const query = new URLSearchParams(ctx.querystring);
    const page = readPage(query);
    if ('refused' in page) return refuse(ctx, page.refused);
    if (query.get('Channel') !== 'whatsapp') return refuse(ctx, invalidParameter('Channel must be whatsapp'));
    const address = url() + ctx.path;
    const start = page.page * page.size;
    const more = start + page.size < config.businesses.length;
    ctx.body = {
      meta: {
        first_page_url: pageAddress(address, query, 0, page.size),
        key: 'senders',
        next_page_url: more ? pageAddress(address, query, page.page + 1, page.size, `PA${page.page + 1}`) : null,
        page: page.page,
        page_size: page.size,
        previous_page_url: null,
        url: pageAddress(address, query, page.page, page.size, page.token),
      },
      senders: config.businesses.slice(start, start + page.size).map(resource),
    };
  });

  router.get('/v2/Channels/Senders/:sid', account, (ctx) => {
    const business = config.businesses.find((each) => each.senderSid === ctx.params['sid']);
    if (!business) return refuseUnknown(ctx);
    ctx.body = resource(business);
  });

  /** Changes the webhook. Profile and verification code are not emulated, and are refused. */
  router.post('/v2/Channels/Senders/:sid', account, async (ctx) => {
    const business = config.businesses.find((each) => each.senderSid === ctx.params['sid']);
    if (!business) return refuseUnknown(ctx);
    const change = readUpdate(ctx.get('content-type'), (await readBody(ctx, MOST_BYTES)).toString('utf8'));
    if ('refused' in change) return refuse(ctx, change.refused);
    await sandbox.file.write(() => webhooks.change(business, change.webhook));
    ctx.status = 202;
    ctx.body = resource(business);
  });

  /** Shows "typing…" to the customer for up to 25 seconds, and marks the message as read. */
  router.post('/v2/Indicators/Typing.json', account, async (ctx) => {
    const form = readForm((await readBody(ctx, MOST_BYTES)).toString('utf8'));
    const sid = form.one('messageId') ?? '';
    if (form.one('channel') !== 'whatsapp') return refuse(ctx, invalidParameter('channel must be whatsapp'));
    if (!messageSid.test(sid)) return refuse(ctx, invalidParameter('messageId must be the sid of a message'));
    const message = sandbox.chats.message(sid);
    if (messages.get(sid)?.direction !== 'inbound' || !message) return refuseUnknown(ctx);

    await sandbox.file.write(() => sandbox.chats.seen(message));
    sandbox.chats.typing(message.business, message.customer);
    ctx.body = { success: true };
  });
}
