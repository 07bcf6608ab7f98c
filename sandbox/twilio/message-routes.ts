import type { Router } from '@koa/router';
import { neverAnswer, readBody } from '../shared/server.ts';
import { acceptSend } from './accept-send.ts';
import { onlyAccount, refuse, refuseUnknown } from './answers.ts';
import { sentWithin } from './date-sent.ts';
import type { Emulator } from './emulator.ts';
import { readForm } from './form.ts';
import { pageAddress, readPage } from './paging.ts';
import { invalidParameter, serverError, tooManyRequests } from './refusals.ts';
import { messageResource } from './resources.ts';
import { readSend } from './send-request.ts';

const MOST_BYTES = 1_000_000;
const base = '/2010-04-01/Accounts/:account/Messages';

export function messageRoutes(router: Router, emulator: Emulator): void {
  const { config, contents, messages, sandbox, webhooks } = emulator;
  const { clock, faults, file } = sandbox;
  const account = onlyAccount(config);

  router.post(`${base}.json`, account, async (ctx) => {
    const form = readForm((await readBody(ctx, MOST_BYTES)).toString('utf8'));
    if (faults.strikes('rateLimit')) return refuse(ctx, tooManyRequests);
    if (faults.strikes('serverError')) return refuse(ctx, serverError);

    const request = readSend(form, {
      config,
      now: clock.now(),
      content: contents.get,
      statusUrl: (sender) => webhooks.of(sender).status_callback_url,
    });
    if ('refused' in request) return refuse(ctx, request.refused);
    const answered = !faults.strikes('neverAnswer');
    const row = await file.write(() => acceptSend(emulator, request, answered));
    if ('refused' in row) return refuse(ctx, row.refused);
    if (!answered) return neverAnswer(ctx);
    ctx.status = 201;
    ctx.body = messageResource(config.accountSid, row);
  });

  router.get(`${base}.json`, account, (ctx) => {
    const query = new URLSearchParams(ctx.querystring);
    const page = readPage(query);
    if ('refused' in page) return refuse(ctx, page.refused);
    const sent = sentWithin(query);
    if (!sent) return refuse(ctx, invalidParameter('DateSent must be like 2026-12-24 or 2026-12-24T09:00:00Z'));

    // Pages continue after the last message seen, so that new messages do not shift them.
    const olderThan = page.token === undefined ? undefined : messages.get(page.token.slice('PA'.length))?.seq;
    const filter = { to: query.get('To') ?? undefined, from: query.get('From') ?? undefined, ...sent, olderThan };
    const found = messages.list(filter, page.size + 1);
    const shown = found.slice(0, page.size);
    const last = found.length > page.size ? shown.at(-1) : undefined;
    const start = page.page * page.size;
    ctx.body = {
      end: start + Math.max(shown.length - 1, 0),
      first_page_uri: pageAddress(ctx.path, query, 0, page.size),
      messages: shown.map((row) => messageResource(config.accountSid, row)),
      next_page_uri: last ? pageAddress(ctx.path, query, page.page + 1, page.size, `PA${last.sid}`) : null,
      page: page.page,
      page_size: page.size,
      previous_page_uri: null,
      start,
      uri: pageAddress(ctx.path, query, page.page, page.size, page.token),
    };
  });

  router.get(`${base}/:sid.json`, account, (ctx) => {
    const row = messages.get(ctx.params['sid'] ?? '');
    if (!row) return refuseUnknown(ctx);
    ctx.body = messageResource(config.accountSid, row);
  });
}
