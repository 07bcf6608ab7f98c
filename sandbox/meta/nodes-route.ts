import type { Router, RouterContext } from '@koa/router';
import type { MetaBusiness } from './config.ts';
import { GraphError, noSuchNode } from './errors.ts';
import { accountOf, authorize, wabaOf } from './graph.ts';
import { mediaBody, mediaNode } from './media-route.ts';
import type { Meta } from './meta.ts';
import { cursor, offsetOf, templateBody } from './templates-route.ts';

const PAGE = 25;
const MOST_IN_PAGE = 100;

/** Reads single nodes (a number, the account, a template, media) and the account's edges. */
export function nodeRoutes(router: Router, meta: Meta): void {
  const { config, sandbox, templates } = meta;
  const owners = (ctx: RouterContext): string[] => authorize(config, ctx).map(({ phoneNumberId }) => phoneNumberId);
  const isAccount = (ctx: RouterContext, node: string) =>
    authorize(config, ctx).some((number) => wabaOf(config, number) === node);
  const media = (ctx: RouterContext) => {
    const asked = ctx.query['phone_number_id'];
    return mediaNode(meta, ctx.params['node'] ?? '', owners(ctx), typeof asked === 'string' ? asked : undefined);
  };

  router.get('/:version/:node', (ctx) => {
    const node = ctx.params['node'] ?? '';
    const number = authorize(config, ctx).find(({ phoneNumberId }) => phoneNumberId === node);
    if (number) return void (ctx.body = picked(numberBody(number), ctx.query['fields']));
    if (isAccount(ctx, node)) return void (ctx.body = picked(accountBody(meta, node), ctx.query['fields']));
    const template = templates.get(node);
    if (template) return void (ctx.body = templateBody(template));
    const about = media(ctx);
    if (!about) throw noSuchNode(ctx.method, node);
    ctx.body = mediaBody(meta, about);
  });
  router.delete('/:version/:node', async (ctx) => {
    const about = media(ctx);
    if (!about) throw noSuchNode(ctx.method, ctx.params['node'] ?? '');
    await sandbox.file.write(() => sandbox.media.remove(about.id));
    ctx.body = { success: true };
  });
  router.get('/:version/:node/phone_numbers', (ctx) => {
    const account = accountOf(meta, ctx);
    const own = authorize(config, ctx).filter((number) => wabaOf(config, number) === account);
    const start = offsetOf(ctx.query['after']);
    const limit = Math.min(Math.max(Number(ctx.query['limit'] ?? PAGE) || PAGE, 1), MOST_IN_PAGE);
    const page = own.slice(start, start + limit);
    const more = start + limit < own.length;
    ctx.body = {
      data: page.map((number) => picked(numberBody(number), ctx.query['fields'])),
      ...(page.length > 0 && {
        paging: {
          cursors: { before: cursor(start), after: cursor(start + page.length) },
          ...(more && { next: `${ctx.origin}${ctx.path}?limit=${limit}&after=${cursor(start + limit)}` }),
        },
      }),
    };
  });
}

const numberBody = ({ phoneNumberId, displayNumber, name, status }: MetaBusiness) => ({
  verified_name: name,
  code_verification_status: 'VERIFIED',
  display_phone_number: displayNumber,
  quality_rating: 'GREEN',
  platform_type: 'CLOUD_API',
  throughput: { level: 'STANDARD' },
  status,
  name_status: 'APPROVED',
  is_on_biz_app: false,
  whatsapp_business_manager_messaging_limit: 'TIER_2K',
  health_status: {
    can_send_message: 'AVAILABLE',
    entities: [{ entity_type: 'PHONE_NUMBER', id: phoneNumberId, can_send_message: 'AVAILABLE' }],
  },
  id: phoneNumberId,
});

const accountBody = ({ config }: Meta, id: string) => ({
  name: 'Sandbox account',
  timezone_id: '1',
  message_template_namespace: `sandbox_${id}`,
  ...(config.portfolioId !== undefined && { owner_business_info: { name: 'Sandbox portfolio', id: config.portfolioId } }),
  id,
});

/** `fields=a,b`. The id is always included. */
function picked(
  node: Readonly<Record<string, unknown>>,
  fields: string | string[] | undefined,
): Readonly<Record<string, unknown>> {
  if (typeof fields !== 'string' || fields === '') return node;
  const wanted = fields.split(',').map((field) => field.trim());
  const strange = wanted.find((field) => !(field in node));
  if (strange !== undefined) throw new GraphError(100, `Tried accessing nonexisting field (${strange})`);
  return Object.fromEntries([...wanted, 'id'].map((field) => [field, node[field]]));
}
