import type { Router } from '@koa/router';
import type { MetaConfig } from './config.ts';
import { GraphError } from './errors.ts';

const USER_ID = '122100000000001';

/** What a token may do, and on which business accounts. Meta's pages "Debug token" and "Permissions". */
export function debugTokenRoute(router: Router, { appId, businesses, wabaId }: MetaConfig): void {
  router.get('/:version/debug_token', (ctx) => {
    const input = ctx.query['input_token'];
    if (typeof input !== 'string') throw new GraphError(100, 'The parameter input_token is required.');
    const own = businesses.filter(({ accessToken }) => accessToken === input);
    const [first] = own;
    if (!first) {
      const error = { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' };
      ctx.body = { data: { error, is_valid: false, scopes: [] } };
      return;
    }
    const target_ids = [...new Set(own.map((one) => one.wabaId ?? wabaId))];
    ctx.body = {
      data: {
        app_id: appId,
        type: 'SYSTEM_USER',
        application: 'Sandbox app',
        data_access_expires_at: 0,
        expires_at: 0,
        is_valid: true,
        scopes: first.scopes,
        // A token that may use every account of its business names none.
        granular_scopes: first.scopes.map((scope) => (first.namesAccounts ? { scope, target_ids } : { scope })),
        user_id: USER_ID,
      },
    };
  });
}
