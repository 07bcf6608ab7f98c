import type { Router } from '@koa/router';
import { GraphError } from './errors.ts';
import { jsonBody, requireAccount } from './graph.ts';
import { objectId } from './ids.ts';
import type { Meta } from './meta.ts';
import { approveWhenDue } from './review.ts';
import { checkTemplate } from './template-rules.ts';
import type { StoredTemplate } from './template-store.ts';

const PAGE = 25;

/** Templates of the account (reference sheet §6). New ones are approved after a moment. */
export function templateRoutes(router: Router, meta: Meta): void {
  const { templates, sandbox, config } = meta;

  router.get('/:version/:node/message_templates', (ctx) => {
    requireAccount(meta, ctx);
    const wanted = (key: string, value: string): boolean => ctx.query[key] === undefined || ctx.query[key] === value;
    const found = templates
      .all()
      .filter(
        ({ shape, status }) => wanted('name', shape.name) && wanted('language', shape.language) && wanted('status', status),
      );
    const start = offsetOf(ctx.query['after']);
    const limit = Math.min(Math.max(Number(ctx.query['limit'] ?? PAGE) || PAGE, 1), 250);
    const page = found.slice(start, start + limit);
    const more = start + limit < found.length;
    ctx.body = {
      data: page.map(templateBody),
      ...(page.length > 0 && {
        paging: {
          cursors: { before: cursor(start), after: cursor(start + page.length) },
          ...(more && { next: `${ctx.origin}${ctx.path}?limit=${limit}&after=${cursor(start + limit)}` }),
        },
      }),
    };
  });

  router.post('/:version/:node/message_templates', async (ctx) => {
    requireAccount(meta, ctx);
    const shape = checkTemplate(await jsonBody(ctx));
    if (templates.find(shape.name, shape.language)) {
      throw new GraphError(100, 'Content in this language already exists', 2388024);
    }
    const id = objectId(sandbox.random);
    const template: StoredTemplate = { id, status: 'PENDING', approveAt: sandbox.clock.now() + config.limits.reviewMs, shape };
    await sandbox.file.write(() => templates.add(template));
    void approveWhenDue(meta, template);
    ctx.body = { id, status: template.status, category: shape.category };
  });

  /** By name in all languages, or a single one by `hsm_id`. */
  router.delete('/:version/:node/message_templates', async (ctx) => {
    requireAccount(meta, ctx);
    const { name, hsm_id: only } = ctx.query;
    if (typeof name !== 'string') throw new GraphError(100, 'The parameter name is required.');
    const gone = templates.all().filter((each) => each.shape.name === name && (only === undefined || each.id === only));
    if (gone.length === 0) throw new GraphError(100, 'Message template was not found', 2593002);
    await sandbox.file.write(() => {
      for (const { id } of gone) templates.remove(id);
    });
    ctx.body = { success: true };
  });
}

export const templateBody = ({ id, status, shape }: StoredTemplate) => ({
  name: shape.name,
  parameter_format: shape.parameter_format,
  components: shape.components,
  language: shape.language,
  status,
  category: shape.category,
  id,
});

export const cursor = (offset: number): string => Buffer.from(String(offset)).toString('base64url');
export function offsetOf(after: string | string[] | undefined): number {
  if (typeof after !== 'string') return 0;
  const offset = Number(Buffer.from(after, 'base64url').toString());
  if (!Number.isSafeInteger(offset) || offset < 0) throw new GraphError(100, 'Invalid cursor');
  return offset;
}
