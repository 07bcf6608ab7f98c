import type { Container } from 'inversify';
import { channels } from '#adapters/catalog.ts';
import type { SetUpNeeds } from '#core/set-up/connect-number.ts';
import { resolve } from './token.ts';
import * as t from './tokens.ts';

/** What setting up a tenant needs: for the API, the command line and the sandbox. */
export function setUpNeeds(container: Container): SetUpNeeds {
  return {
    store: resolve(container, t.STORE),
    secrets: resolve(container, t.SECRETS),
    clock: resolve(container, t.CLOCK),
    newId: resolve(container, t.NEW_ID),
    channelNamed: resolve(container, t.CHANNEL_NAMED),
    channelNames: Object.keys(channels),
    providers: resolve(container, t.PROVIDERS),
    publicUrl: resolve(container, t.PUBLIC_URL),
    fetch: globalThis.fetch,
  };
}
