import type { Account, AccountHealth, AccountTools } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { graphClient } from './client.ts';
import type { AccountConfig } from './config.ts';
import { fields, idOf, items, words } from './json.ts';
import { downloads } from './media.ts';
import { NAME } from './name.ts';
import { messageOf, readReceipt } from './outbound.ts';

/** The sending side of one business number. */
export function openAccount(config: AccountConfig, { fetch }: Pick<AccountTools, 'fetch'>): Account {
  const graph = graphClient(config, fetch);
  const messages = `${encodeURIComponent(config.phoneNumberId)}/messages`;

  return {
    async send(outbound, signal) {
      const answer = await graph.post(messages, messageOf(outbound), signal);
      const providerMessageId = idOf(fields(items(fields(answer).messages)[0]).id);
      // Without an id, we cannot know whether the message was accepted.
      if (providerMessageId === undefined) throw new AdapterFailure(NAME, 'unknown', 'the answer contains no message id');
      return { providerMessageId };
    },
    settle: async () => ({ kind: 'unsure' }),
    download: downloads(config, graph),
    async acknowledge(providerMessageId, signal) {
      await graph.post(messages, readReceipt(providerMessageId), signal);
    },
    async check(signal) {
      const query = { fields: 'id,status,quality_rating,name_status' };
      return health(await graph.get(encodeURIComponent(config.phoneNumberId), query, signal));
    },
  };
}

function health(number: unknown): AccountHealth {
  const { id, status, quality_rating, name_status } = fields(number);
  if (idOf(id) === undefined) return { reachable: false, detail: `${NAME}: the answer is not about a number` };
  const told = Object.entries({ status, quality: quality_rating, name: name_status }).flatMap(([what, value]) => {
    const said = words(value);
    return said !== undefined && /^[A-Z_]{1,40}$/.test(said) ? [`${what} ${said}`] : [];
  });
  return {
    reachable: true,
    detail: `${NAME}: the token is good for this number${told.length > 0 ? ` (${told.join(', ')})` : ''}`,
  };
}
