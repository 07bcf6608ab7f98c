import Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import type { Files } from '#contracts/files.ts';
import { conversations, messages, providerMessages, unsettledSends } from '#contracts/records/messaging.ts';
import { bookings } from '#contracts/records/booking.ts';
import { contacts } from '#contracts/records/people.ts';
import { senders, tenants } from '#contracts/records/platform.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { type Store, StoreFailure, type TenantStore } from '#contracts/store.ts';
import type { Clock } from '#contracts/clock.ts';
import { currentRecord } from '#core/messaging/current-account.ts';
import { providerKey } from '#core/messaging/keys.ts';
import { activityOf } from './activity.ts';
import { conversationCard, messageCard } from './cards.ts';
import { Problem } from './problem.ts';
import { serverSentEvents } from './server-sent-events.ts';

export interface DeskNeeds {
  readonly store: Store;
  readonly files: Files;
  readonly clock: Clock;
  readonly follow: (tenantId: string, told: (conversationId?: string) => void) => () => void;
}

const PAGE = 50;
const pageQuery = z.object({ cursor: z.string().max(2000).optional() });
const fromQuery = z.object({ from: z.coerce.number().int().nonnegative().default(0) });

/** What the inbox page reads; see contracts/api/desk.ts. Read only, and in the sandbox only, until sign-in exists. */
export function desk({ store, files, clock, follow }: DeskNeeds): Router {
  const router = new Router({ prefix: '/api' });

  router.get('/tenants', async (ctx) => {
    const page = await store.platform.find(tenants, { by: 'byName', equals: [], limit: 1000 });
    ctx.body = { tenants: await Promise.all(page.items.map(({ value }) => tenantCard(value.id, value.name))) };
  });

  router.get('/tenants/:tenant/conversations', async (ctx) => {
    const tenant = await tenantOf(ctx);
    const page = await pageOf(ctx, (from) =>
      tenant.find(conversations, { by: 'byLastAt', equals: [], order: 'desc', limit: PAGE, ...from }),
    );
    const items = page.items.map(async ({ value }) => conversationCard(value, await tenant.get(contacts, value.contactId)));
    ctx.body = { items: await Promise.all(items), next: page.next };
  });

  router.get('/tenants/:tenant/conversations/:conversation/messages', async (ctx) => {
    const tenant = await tenantOf(ctx);
    const id = ctx.params['conversation'] ?? '';
    const conversation = await tenant.get(conversations, id);
    if (!conversation) throw new Problem(404, 'not_found', 'There is no such conversation.');
    const { senderId } = conversation.value;
    const page = await pageOf(ctx, (from) =>
      tenant.find(messages, { by: 'byConversation', equals: [id], order: 'desc', limit: PAGE, ...from }),
    );
    const items = page.items.map(async ({ value }) => messageCard(value, await quoted(tenant, senderId, value.replyTo)));
    ctx.body = { items: await Promise.all(items), next: page.next };
  });

  router.get('/tenants/:tenant/unsettled', async (ctx) => {
    const tenant = await tenantOf(ctx);
    const page = await tenant.find(unsettledSends, { by: 'bySince', equals: [], limit: 1000 });
    const items = page.items.map(async ({ value }) => {
      const message = await tenant.get(messages, value.id);
      const state = message?.value.direction === 'out' ? message.value.state : 'unknown';
      return { messageId: value.id, conversationId: value.conversationId, since: value.since, state };
    });
    ctx.body = { items: await Promise.all(items) };
  });

  router.get('/tenants/:tenant/bookings', async (ctx) => {
    const tenant = await tenantOf(ctx);
    const { from } = query(ctx, fromQuery);
    const page = await tenant.find(bookings, { by: 'byStart', equals: [], from: from || clock.now(), limit: 200 });
    const items = page.items.map(async ({ value }) => ({
      id: value.id,
      service: value.serviceName,
      staff: value.staffName,
      customer: (await tenant.get(contacts, value.contactId))?.value.name ?? '',
      startsAt: value.startsAt,
      date: value.date,
      time: value.time,
      state: value.state,
    }));
    ctx.body = { items: await Promise.all(items) };
  });

  router.get('/tenants/:tenant/activity', async (ctx) => {
    ctx.body = await activityOf(await tenantOf(ctx), clock);
  });

  router.get('/tenants/:tenant/files/:file', async (ctx) => {
    const tenant = await tenantOf(ctx);
    const file = await files.tenant(tenant.tenantId).open(ctx.params['file'] ?? '');
    if (!file) throw new Problem(404, 'not_found', 'There is no such file.');
    const shown = /^(image\/(png|jpeg|webp|gif)|audio\/[\w.+-]+|video\/[\w.+-]+|application\/pdf)$/.test(file.about.type);
    ctx.type = shown ? file.about.type : 'application/octet-stream';
    ctx.length = file.about.size;
    ctx.set('Content-Security-Policy', "default-src 'none'; sandbox");
    ctx.set('Content-Disposition', shown ? 'inline' : 'attachment');
    ctx.body = file.bytes;
  });

  router.get('/tenants/:tenant/live', async (ctx) => {
    const { tenantId } = await tenantOf(ctx);
    serverSentEvents(ctx, (send) => follow(tenantId, (conversation) => send('changed', { conversation })));
  });

  return router;

  /** Our id of the message that the provider's id names. */
  async function quoted(tenant: TenantStore, senderId: string, replyTo: string | undefined): Promise<string | undefined> {
    if (replyTo === undefined) return undefined;
    return (await tenant.get(providerMessages, providerKey(senderId, replyTo)))?.value.messageId;
  }

  async function tenantCard(id: string, name: string) {
    const tenant = store.tenant(id);
    const sender = (await store.platform.find(senders, { by: 'byTenant', equals: [id], limit: 1 })).items[0]?.value;
    const account = sender && (await currentRecord(tenant, sender.id));
    const profile = await tenant.get(profiles, 'profile');
    return {
      id,
      name,
      channel: account?.value.channel ?? '',
      number: sender?.displayNumber ?? '',
      zone: profile?.value.zone ?? 'UTC',
    };
  }

  async function tenantOf(ctx: Context & { params: Record<string, string> }): Promise<TenantStore> {
    const tenant = await store.platform.get(tenants, ctx.params['tenant'] ?? '');
    if (!tenant) throw new Problem(404, 'not_found', 'There is no such tenant.');
    return store.tenant(tenant.value.id);
  }
}

/** The page that the cursor asks for. One that is made up, or of another list, is the caller's mistake and not ours. */
async function pageOf<R>(ctx: Context, find: (from: { readonly cursor?: string }) => Promise<R>): Promise<R> {
  const { cursor } = query(ctx, pageQuery);
  try {
    return await find(cursor ? { cursor } : {});
  } catch (error) {
    if (!cursor || !(error instanceof StoreFailure && error.code === 'invalid')) throw error;
    throw new Problem(400, 'bad_query', 'cursor: must be the `next` of the page before.');
  }
}

function query<S extends z.ZodType>(ctx: Context, shape: S): z.output<S> {
  const result = shape.safeParse(ctx.query);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new Problem(400, 'bad_query', `${issue?.path.join('.')}: ${issue?.message}`);
}
