import type { ProviderSide } from '#sandbox/shared/phone.ts';
import { categoryOf, chatUpdate, refOf, statusBody, waId } from './changes.ts';
import { objectId, wamid } from './ids.ts';
import { inboundMessage } from './inbound.ts';
import type { Meta } from './meta.ts';

/** Converts what a person does on the phone to Meta's webhooks. */
export function phoneSide(meta: Meta): ProviderSide {
  const { sandbox } = meta;
  return {
    newMessageId: (_, customer) => wamid(sandbox.random, waId(customer) ?? customer.userId, 'in'),
    newMediaId: () => objectId(sandbox.random),
    // Since 9 October 2025 (reference sheet §5).
    mediaLivesMs: 7 * 24 * 3_600_000,
    said: (said) =>
      chatUpdate(
        meta,
        said.business,
        said.customer,
        { messages: [inboundMessage(said, meta.address)] },
        { kind: 'message', about: said.id },
      ),
    read: (messages, business, customer) =>
      messages.flatMap((message) => {
        const about = {
          id: message.id,
          status: 'read' as const,
          at: sandbox.clock.now(),
          ref: refOf(message),
          category: categoryOf(message),
        };
        const body = statusBody(about, { number: waId(customer), userId: customer.userId });
        return chatUpdate(meta, business, customer, { statuses: [body] }, { kind: 'status', about: message.id });
      }),
  };
}
