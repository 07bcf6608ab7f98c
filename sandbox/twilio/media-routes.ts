import type { Router } from '@koa/router';
import { onlyAccount, refuseUnknown } from './answers.ts';
import type { Emulator } from './emulator.ts';
import { mediaResource } from './resources.ts';

const base = '/2010-04-01/Accounts/:account/Messages/:message/Media';

export function mediaRoutes(router: Router, { config, media, sandbox }: Emulator): void {
  const account = onlyAccount(config);
  const find = (message: string | undefined, sid: string | undefined) => {
    const found = media.get(sid ?? '');
    return found?.message === message ? found : undefined;
  };

  router.get(`${base}.json`, account, (ctx) => {
    const list = media.of(ctx.params['message'] ?? '').map((each) => mediaResource(config.accountSid, each));
    const uri = `${ctx.path}?PageSize=50&Page=0`;
    ctx.body = {
      end: Math.max(list.length - 1, 0),
      first_page_uri: uri,
      media_list: list,
      next_page_uri: null,
      page: 0,
      page_size: 50,
      previous_page_uri: null,
      start: 0,
      uri,
    };
  });

  router.get(`${base}/:media.json`, account, (ctx) => {
    const found = find(ctx.params['message'], ctx.params['media']);
    if (!found) return refuseUnknown(ctx);
    ctx.body = mediaResource(config.accountSid, found);
  });

  /** Without `.json`, the URL leads to the bytes. They are on a storage host that does not know the account. */
  router.get(`${base}/:media`, account, (ctx) => {
    const found = find(ctx.params['message'], ctx.params['media']);
    if (!found) return refuseUnknown(ctx);
    ctx.status = 307;
    ctx.set('location', `/media-storage/${config.accountSid}/${found.sid}`);
    ctx.body = '';
  });

  router.delete(`${base}/:media.json`, account, async (ctx) => {
    const found = find(ctx.params['message'], ctx.params['media']);
    if (!found) return refuseUnknown(ctx);
    await sandbox.file.write(() => media.remove(found.sid));
    ctx.status = 204;
  });

  router.get('/media-storage/:account/:media', (ctx) => {
    const found = media.get(ctx.params['media'] ?? '');
    const bytes = found && media.bytes(found.sid);
    if (!found || !bytes) return refuseUnknown(ctx);
    ctx.set({ 'content-security-policy': "default-src 'none'; sandbox", 'x-content-type-options': 'nosniff' });
    ctx.type = found.mime_type;
    ctx.body = bytes;
  });
}
