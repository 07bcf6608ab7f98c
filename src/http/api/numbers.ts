import {
  chooseNumber,
  connectNumber as connectRoute,
  listChannels,
  listNumbers as listRoute,
  putCredentials,
} from '#contracts/api/numbers.ts';
import type { ErrorCode } from '#contracts/api/errors.ts';
import { errors } from '#contracts/api/errors.ts';
import type { AdapterFailure } from '#contracts/failure.ts';
import { type NumberSetUp, numberSetUps } from '#contracts/records/set-up.ts';
import { accountStates, accounts, senderCurrents } from '#contracts/records/tenancy.ts';
import type { TenantStore } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { isPaused } from '#core/messaging/account-states.ts';
import {
  type ConnectWish,
  type ConnectedNumber,
  type SetUpNeeds,
  connectNumber,
  listNumbers,
  webhookUrl,
  wordsOf,
} from '#core/set-up/connect-number.ts';
import { Problem, refusal } from '../problem.ts';
import { type Served, served } from '#contracts/api/served.ts';
import { PROVIDER_DEADLINE_MS } from './set-up.ts';

export function numberRoutes(needs: SetUpNeeds): readonly Served[] {
  const deadline = () => AbortSignal.timeout(PROVIDER_DEADLINE_MS);
  return [
    served(listChannels, async () => {
      const known = await Promise.all(needs.channelNames.map(needs.channelNamed));
      return { status: 200, body: { channels: known.map(({ name, credentials }) => ({ channel: name, credentials })) } };
    }),

    served(chooseNumber, async ({ tenant, body }) => {
      const found = await listNumbers(needs, body.channel, body.credentials, deadline());
      if (found.kind !== 'numbers') throw refused(found);
      const mine = await all(tenant, numberSetUps, { by: 'byChannel', equals: [body.channel] });
      const numbers = found.numbers.map(({ id, number, name, status, quality, problem }) => ({
        id,
        number,
        name,
        status,
        quality,
        ...(problem === undefined ? {} : { problem }),
        connected: mine.some(({ value }) => value.providerSender === id && value.state === 'connected'),
      }));
      return { status: 200, body: { numbers } };
    }),

    served(listRoute, async ({ tenant }) => {
      const known = await all(tenant, numberSetUps, { by: 'byChannel', equals: [] });
      return { status: 200, body: { numbers: await Promise.all(known.map(({ value }) => card(tenant, value))) } };
    }),

    served(connectRoute, async ({ tenant, body }) => connected(tenant, body)),

    served(putCredentials, async ({ tenant, params, body }) => {
      const known = await tenant.get(numberSetUps, params.number);
      if (!known) throw refusal('not_found', 'There is no such number.');
      const { channel, providerSender } = known.value;
      return connected(tenant, { channel, number: providerSender, credentials: body.credentials });
    }),
  ];

  async function connected(tenant: TenantStore, wish: ConnectWish) {
    const outcome = await connectNumber(needs, tenant.tenantId, wish, deadline());
    if (outcome.kind !== 'connected') throw refused(outcome);
    return { status: 200, body: await card(tenant, outcome.setUp) } as const;
  }

  async function card(tenant: TenantStore, setUp: NumberSetUp) {
    const [account, state, current] = await Promise.all([
      tenant.get(accounts, setUp.accountId),
      tenant.get(accountStates, setUp.accountId),
      tenant.get(senderCurrents, setUp.senderId),
    ]);
    return {
      id: setUp.id,
      channel: setUp.channel,
      number: setUp.number,
      name: setUp.name,
      state: setUp.state,
      paused: account !== undefined && state !== undefined && isPaused(state.value, account),
      current: current?.value.accountId === setUp.accountId,
      webhookUrl: webhookUrl(needs.publicUrl(), setUp),
      sender: setUp.senderId,
      account: setUp.accountId,
      changedAt: setUp.changedAt,
    };
  }
}

function refused(outcome: Exclude<ConnectedNumber, { readonly kind: 'connected' }>): Problem {
  switch (outcome.kind) {
    case 'no_such_channel':
      return refusal('unknown_channel', 'is not a channel. The list of channels names them.', 'channel');
    case 'bad_credentials':
      return refusal('bad_credentials', outcome.why, outcome.field === '' ? 'credentials' : `credentials.${outcome.field}`);
    case 'provider':
      return fromProvider(outcome.failure);
    case 'no_such_number':
      return refusal('choose_a_number', 'must be one of the list of numbers that these credentials may use', 'number');
    case 'number_not_ready':
      return refusal('number_not_ready', outcome.problem);
    case 'number_in_use':
      return refusal('number_in_use', 'Another business has connected this number, and a number belongs to one business.');
    case 'business_account_in_use':
      return refusal(
        'business_account_in_use',
        'Another business has a number of this business account. Move the number to an account of its own.',
      );
    case 'no_public_url':
      return refusal(
        'no_public_url',
        'Set DESKBELL_PUBLIC_URL to the https:// address of the webhooks, and start Deskbell again.',
      );
    case 'webhook_not_confirmed':
      return refusal('webhook_not_confirmed', wordsOf(outcome.failure));
  }
}

const CODES: Partial<Record<AdapterFailure['code'], ErrorCode>> = {
  rate_limited: 'provider_busy',
  unreachable: 'provider_unreachable',
  unknown: 'provider_unreachable',
};

/** The words come from the adapter, which puts no secret into them. */
function fromProvider(failure: AdapterFailure): Problem {
  const code = CODES[failure.code] ?? 'provider_refuses';
  const seconds = code === 'provider_busy' ? Math.ceil((failure.detail.retryAfterMs ?? 60_000) / 1000) : undefined;
  return new Problem(errors[code].status, code, wordsOf(failure), seconds);
}
