import type { Router, RouterContext } from '@koa/router';
import { z } from 'zod';
import { readBody } from '../shared/server.ts';
import { onlyAccount, refuse, refuseUnknown } from './answers.ts';
import { type Approval, type ContentRow, approvalStatus, inSessionOnly, rejectionOf, typeOf } from './content-store.ts';
import { readContent, refusalOf } from './content-types.ts';
import type { Emulator } from './emulator.ts';
import { pageAddress, readPage } from './paging.ts';
import { invalidParameter } from './refusals.ts';
import { iso } from './resources.ts';

const MOST_BYTES = 1_000_000;

const newApproval = z.object({
  name: z
    .string()
    .max(512)
    .regex(/^[a-z0-9_]+$/, 'must be lower case letters, digits and underscores'),
  category: z.enum(['UTILITY', 'MARKETING', 'AUTHENTICATION']),
  allow_category_change: z.boolean().default(true),
});

export function contentRoutes(router: Router, { config, contents, newSid, sandbox, url }: Emulator): void {
  const { clock, file } = sandbox;
  const account = onlyAccount(config);
  const find = (ctx: RouterContext): ContentRow | undefined => contents.get(ctx.params['sid'] ?? '');

  const resource = (row: ContentRow): Record<string, unknown> => {
    const address = `${url()}/v1/Content/${row.sid}`;
    return {
      account_sid: config.accountSid,
      date_created: iso(row.createdAt),
      date_updated: iso(row.createdAt),
      friendly_name: row.friendlyName,
      language: row.language,
      links: { approval_create: `${address}/ApprovalRequests/whatsapp`, approval_fetch: `${address}/ApprovalRequests` },
      sid: row.sid,
      types: row.types,
      url: address,
      variables: row.variables,
    };
  };
  const approvalOf = (row: ContentRow): Record<string, unknown> => {
    const status = approvalStatus(row, clock.now());
    return {
      allow_category_change: row.approval?.allowCategoryChange ?? true,
      category: row.approval?.category ?? '',
      content_type: typeOf(row.types),
      name: row.approval?.name ?? '',
      rejection_reason: status === 'rejected' ? row.approval?.rejection : '',
      status,
    };
  };

  router.post('/v1/Content', account, async (ctx) => {
    const content = readContent(await readJson(ctx));
    if ('refused' in content) return refuse(ctx, content.refused);
    const sid = newSid('HX');
    await file.write(() => contents.add(sid, content, clock.now()));
    const row = contents.get(sid);
    if (!row) return refuseUnknown(ctx);
    ctx.status = 201;
    ctx.body = resource(row);
  });

  const list = (path: string, show: (row: ContentRow) => Record<string, unknown>): void => {
    router.get(path, account, (ctx) => {
      const query = new URLSearchParams(ctx.querystring);
      const page = readPage(query);
      if ('refused' in page) return refuse(ctx, page.refused);
      const address = url() + ctx.path;
      const found = contents.list(page.page * page.size, page.size + 1);
      const more = found.length > page.size;
      ctx.body = {
        contents: found.slice(0, page.size).map(show),
        meta: {
          first_page_url: pageAddress(address, query, 0, page.size),
          key: 'contents',
          next_page_url: more ? pageAddress(address, query, page.page + 1, page.size, `PA${page.page + 1}`) : null,
          page: page.page,
          page_size: page.size,
          previous_page_url: page.page > 0 ? pageAddress(address, query, page.page - 1, page.size, `PB${page.page - 1}`) : null,
          url: pageAddress(address, query, page.page, page.size, page.token),
        },
      };
    });
  };
  list('/v1/Content', resource);
  list('/v1/ContentAndApprovals', (row) => {
    const { links: _links, url: _url, ...fields } = resource(row);
    return { ...fields, approval_requests: approvalOf(row) };
  });

  router.get('/v1/Content/:sid', account, (ctx) => {
    const row = find(ctx);
    if (!row) return refuseUnknown(ctx);
    ctx.body = resource(row);
  });

  router.delete('/v1/Content/:sid', account, async (ctx) => {
    const row = find(ctx);
    if (!row) return refuseUnknown(ctx);
    await file.write(() => contents.remove(row.sid));
    ctx.status = 204;
  });

  router.post('/v1/Content/:sid/ApprovalRequests/whatsapp', account, async (ctx) => {
    const row = find(ctx);
    if (!row) return refuseUnknown(ctx);
    const wish = newApproval.safeParse(await readJson(ctx));
    if (!wish.success) return refuse(ctx, refusalOf(wish.error));
    if (inSessionOnly.has(typeOf(row.types)))
      return refuse(ctx, invalidParameter(`${typeOf(row.types)} cannot be submitted for approval`));
    if (row.approval) return refuse(ctx, invalidParameter('this content has been submitted already'));

    const { name, category, allow_category_change: allowCategoryChange } = wish.data;
    const approval: Approval = { name, category, allowCategoryChange, submittedAt: clock.now(), rejection: rejectionOf(row) };
    await file.write(() => contents.submit(row.sid, approval));
    ctx.status = 201;
    ctx.body = approvalOf({ ...row, approval });
  });

  router.get('/v1/Content/:sid/ApprovalRequests', account, (ctx) => {
    const row = find(ctx);
    if (!row) return refuseUnknown(ctx);
    const address = `${url()}/v1/Content/${row.sid}/ApprovalRequests`;
    ctx.body = { account_sid: config.accountSid, sid: row.sid, url: address, whatsapp: { type: 'whatsapp', ...approvalOf(row) } };
  });
}

async function readJson(ctx: RouterContext): Promise<unknown> {
  try {
    return JSON.parse((await readBody(ctx, MOST_BYTES)).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
