import { expect, vi } from 'vitest';
import type { bookingCard, ConversationCard, MessageCard, unsettledCard } from '#contracts/api/desk.ts';
import type { z } from 'zod';
import { enteredAs } from '#sandbox/stage/entered.ts';
import type { Stage } from '#sandbox/stage/stage.ts';

type BookingCard = z.infer<typeof bookingCard>;
type UnsettledCard = z.infer<typeof unsettledCard>;

/** What the pages read of one tenant, over HTTP as they do. */
export function inboxOf(stage: Stage, tenant: string) {
  let cookie: Promise<string> | undefined;
  const asOwner = async (path: string, { headers = {}, ...asking }: RequestInit = {}) => {
    cookie ??= enteredAs(stage.app.pagesUrl, 'owner');
    const own = { ...headers, cookie: await cookie, origin: stage.app.pagesUrl };
    return await fetch(`${stage.app.pagesUrl}/api/tenants/${tenant}/${path}`, { ...asking, headers: own });
  };
  async function read<T>(path: string): Promise<{ readonly items: readonly T[] }> {
    const answer = await asOwner(path);
    expect(answer.status).toBe(200);
    return (await answer.json()) as { items: T[] };
  }
  const conversation = (customer: string) =>
    vi.waitFor(async () => {
      const found = (await read<ConversationCard>('conversations')).items.find(({ name }) => name === customer);
      if (!found) throw new Error(`no conversation with ${customer}`);
      return found;
    });

  return {
    conversation,
    /** Oldest first. */
    messages: async (customer: string): Promise<readonly MessageCard[]> => {
      const { id } = await conversation(customer);
      return (await read<MessageCard>(`conversations/${id}/messages`)).items.toReversed();
    },
    /** `service day time state` of each booking of this customer, by start. */
    bookings: async (customer: string): Promise<readonly BookingCard[]> =>
      (await read<BookingCard>('bookings?from=0')).items.filter((one) => one.customer === customer),
    unsettled: async (): Promise<readonly UnsettledCard[]> => (await read<UnsettledCard>('unsettled')).items,
    file: (id: string) => asOwner(`files/${id}`),
    /** Any other call, as the owner. */
    asOwner,
  };
}
