import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Router } from '@koa/router';
import { readBody } from '#sandbox/shared/server.ts';
import { MEDIA_LIVES_MS } from './send.ts';
import { GraphError, noSuchNode } from './errors.ts';
import { authorize, businessOf } from './graph.ts';
import { objectId } from './ids.ts';
import { ALL_TYPES, kindOf } from './media-types.ts';
import { faultOf } from './media-use.ts';
import type { Meta } from './meta.ts';
import type { StoredMedia } from '#sandbox/shared/media.ts';

const MOST_UPLOAD_BYTES = 105_000_000;
/** How long a URL from the metadata is valid. */
export const ADDRESS_LIVES_MS = 5 * 60_000;

export const addressHash = (secret: string, mediaId: string, until: string): string =>
  createHmac('sha256', secret).update(`${mediaId} ${until}`).digest('base64url');

/** Uploads, and downloads by URL (reference sheet §5). */
export function mediaRoutes(router: Router, meta: Meta): void {
  const { config, sandbox } = meta;

  router.post('/:version/:node/media', async (ctx) => {
    const business = businessOf(meta, ctx);
    const form = await formOf(ctx.get('content-type'), await readBody(ctx, MOST_UPLOAD_BYTES));
    if (form.get('messaging_product') !== 'whatsapp') throw new GraphError(100, 'The parameter messaging_product is required.');
    const file = form.get('file');
    if (!(file instanceof File)) throw new GraphError(100, 'The parameter file is required.');
    const asked = form.get('type');
    const mimeType = file.type !== '' ? file.type : typeof asked === 'string' ? asked : '';
    const kind = kindOf(mimeType);
    if (!kind) throw new GraphError(100, `Param file must be a file with one of the following types: ${ALL_TYPES.join(', ')}.`);
    const wrong = faultOf(kind, mimeType, file.size);
    if (wrong !== undefined) throw new GraphError(131053, wrong);

    const bytes = new Uint8Array(await file.arrayBuffer());
    const id = objectId(sandbox.random);
    const about = {
      id,
      mimeType,
      fileName: file.name,
      owner: business.phoneNumberId,
      expiresAt: sandbox.clock.now() + MEDIA_LIVES_MS,
    };
    await sandbox.file.write(() => sandbox.media.put(about, bytes));
    ctx.body = { id };
  });

  router.get('/lookaside/whatsapp_business/attachments', (ctx) => {
    const mine = authorize(config, ctx);
    const [id, until, hash] = ['mid', 'ext', 'hash'].map((key) => String(ctx.query[key] ?? ''));
    const about = sandbox.media.about(id ?? '');
    const good =
      same(hash ?? '', addressHash(config.appSecret, id ?? '', until ?? '')) && Number(until) * 1000 > sandbox.clock.now();
    // Expired, forged and other people's URLs look the same: Koa answers 404.
    if (!about || !good || !mine.some(({ phoneNumberId }) => phoneNumberId === about.owner)) return;
    ctx.type = about.mimeType;
    ctx.body = sandbox.media.bytes(about.id);
  });
}

const same = (one: string, two: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(two)];
  return a.length === b.length && timingSafeEqual(a, b);
};

async function formOf(contentType: string, bytes: Buffer): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw new GraphError(100, 'The request body is not multipart/form-data');
  }
}

/** Media by id. `undefined` if there is none, it belongs to another number, or it has expired. */
export function mediaNode(
  { sandbox }: Meta,
  id: string,
  owners: readonly string[],
  asked: string | undefined,
): StoredMedia | undefined {
  const about = sandbox.media.about(id);
  if (!about || !owners.includes(about.owner) || about.expiresAt <= sandbox.clock.now()) return undefined;
  if (asked !== undefined && asked !== about.owner) throw noSuchNode('GET', id);
  return about;
}

export const mediaBody = (meta: Meta, about: StoredMedia) => ({
  messaging_product: 'whatsapp',
  url: meta.address(about.id),
  mime_type: about.mimeType,
  sha256: about.sha256,
  file_size: about.size,
  id: about.id,
});
