import type { Container } from 'inversify';
import type { SetUpNeeds } from '#core/set-up/connect-number.ts';
import { resolve } from './token.ts';
import * as t from './tokens.ts';

/** What setting up a tenant needs: for the API, the command line and the sandbox. */
export function setUpNeeds(container: Container): SetUpNeeds {
  const channels = resolve(container, t.CHANNELS);
  return {
    store: resolve(container, t.STORE),
    secrets: resolve(container, t.SECRETS),
    clock: resolve(container, t.CLOCK),
    newId: resolve(container, t.NEW_ID),
    channelNamed: channels.named,
    channelNames: channels.names,
    providers: resolve(container, t.PROVIDERS),
    publicUrl: resolve(container, t.PUBLIC_URL),
    fetch: globalThis.fetch,
  };
}
