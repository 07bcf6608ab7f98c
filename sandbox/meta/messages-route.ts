import type { Router } from '@koa/router';
import { neverAnswer } from '#sandbox/shared/server.ts';
import type { MetaBusiness } from './config.ts';
import { GraphError } from './errors.ts';
import { businessOf, jsonBody } from './graph.ts';
import type { Meta } from './meta.ts';
import { send } from './send.ts';
import { readShape } from './send-shape.ts';
import { refusalOf } from './shape-errors.ts';

/** `POST /{version}/{phone-number-id}/messages`: sends a message, or marks one as read. */
export function messagesRoute(router: Router, meta: Meta): void {
  router.post('/:version/:node/messages', async (ctx) => {
    const business = businessOf(meta, ctx);
    const body = await jsonBody(ctx);
    if (typeof body === 'object' && body !== null && 'status' in body) {
      await markRead(meta, business, body);
      ctx.body = { success: true };
      return;
    }
    const { answer, answered } = await send(meta, business, body);
    if (!answered) return neverAnswer(ctx);
    ctx.body = answer;
  });
}

/** Earlier messages are read too. The typing indicator lasts 25 seconds or until the answer (reference sheet §4.2). */
async function markRead({ sandbox }: Meta, business: MetaBusiness, body: unknown): Promise<void> {
  const read = readShape.safeParse(body);
  if (!read.success) throw refusalOf(read.error, body);
  const message = sandbox.chats.message(read.data.message_id);
  if (message?.sender !== 'customer' || message.business !== business.phoneNumberId) {
    throw new GraphError(131009, 'Parameter message_id: no message of a customer to this number has this id');
  }
  await sandbox.file.write(() => sandbox.chats.seen(message));
  if (read.data.typing_indicator) sandbox.chats.typing(message.business, message.customer);
}
