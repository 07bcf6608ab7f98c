import type { Router } from '@koa/router';
import { onlyAccount } from './answers.ts';
import type { Emulator } from './emulator.ts';
import { apiVersion, rfc2822 } from './resources.ts';

export function accountRoutes(router: Router, { config }: Emulator): void {
  const uri = `/${apiVersion}/Accounts/${config.accountSid}`;
  router.get('/2010-04-01/Accounts/:account.json', onlyAccount(config), (ctx) => {
    ctx.body = {
      auth_token: config.authToken,
      date_created: rfc2822(0),
      date_updated: rfc2822(0),
      friendly_name: 'Deskbell sandbox',
      owner_account_sid: config.accountSid,
      sid: config.accountSid,
      status: 'active',
      subresource_uris: { messages: `${uri}/Messages.json` },
      type: 'Full',
      uri: `${uri}.json`,
    };
  });
}
