import { z } from 'zod';
import type { BusinessNumber, Channel, Hook, NamedNumber } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { givenTenant } from '#test/support/given.ts';
import { openSecrets, scriptedChannel } from '#test/support/channel.ts';
import { givenSetUp } from '#test/support/set-up.ts';

export const NUMBER: BusinessNumber = {
  id: 'n1',
  number: '+34910000009',
  name: 'Salón Sol',
  status: 'CONNECTED',
  quality: 'GREEN',
  businessAccount: 'waba-1',
  identityScope: 'fake:waba-1',
};

const connection = z.object({ secrets: z.array(z.string()), verifyToken: z.string() });
const account = z.object({ token: z.string(), number: z.string() });
const business = z.object({ token: z.string(), secret: z.string(), host: z.string().default('https://provider.example') });

/** A provider in memory: its numbers, and where it sends the webhooks of each business account. */
export function fakeProvider(numbers: readonly BusinessNumber[] = [NUMBER]) {
  const hooks = new Map<string, Hook>();
  const state = { token: 'good', fails: undefined as AdapterFailure | undefined, asked: [] as string[] };
  const proven = (config: z.output<typeof business>) => {
    state.asked.push(config.host);
    if (state.fails) throw state.fails;
    if (config.token !== state.token)
      throw new AdapterFailure('fake', 'unauthorized', 'the token is not accepted: make a new one');
  };
  const base = scriptedChannel('fake');
  const channel: Channel = {
    ...base,
    connectionConfig: connection,
    accountConfig: account,
    businessConfig: business,
    webhooksPer: 'business_account',
    credentials: [
      { name: 'token', secret: true, required: true, says: 'The token.' },
      { name: 'secret', secret: true, required: true, says: 'The secret.' },
    ],
    business(config) {
      const own = business.parse(config);
      return {
        async numbers() {
          proven(own);
          return numbers;
        },
        async subscribe(number: NamedNumber, hook: Hook) {
          proven(own);
          hooks.set(number.businessAccount, hook);
        },
        async check(number: NamedNumber, url: string) {
          proven(own);
          const hook = hooks.get(number.businessAccount);
          return hook === undefined ? 'nowhere' : hook.url === url ? 'ours' : 'elsewhere';
        },
      };
    },
    settingsOf(config, number, verifyToken, before) {
      const own = business.parse(config);
      const old = before === undefined ? [] : connection.parse(before).secrets;
      return {
        connection: { secrets: [...new Set([own.secret, ...old])], verifyToken },
        account: { token: own.token, number: number.id },
      };
    },
    businessOf: (one, two) => ({ secret: connection.parse(one).secrets[0] ?? '', token: account.parse(two).token }),
    verifyTokenOf: (one) => connection.parse(one).verifyToken,
  };
  return { channel, hooks, state };
}

/** A tenant and a provider, ready to be connected. */
export async function givenProvider(numbers?: readonly BusinessNumber[]) {
  const world = await givenTenant();
  const provider = fakeProvider(numbers);
  const needs = givenSetUp(world, {
    channelNames: ['fake'],
    channelNamed: async (name) => {
      if (name !== 'fake') throw new AdapterFailure(name, 'misconfigured', 'there is no channel adapter of this name');
      return provider.channel;
    },
    secrets: openSecrets,
  });
  return { ...world, ...provider, needs };
}
