import { changeCannedReply, createCannedReply, deleteCannedReply, listCannedReplies } from '#contracts/api/canned-replies.ts';
import type { NewId } from '#contracts/ids.ts';
import { type CannedReply, cannedReplies } from '#contracts/records/inbox.ts';
import * as core from '#core/inbox/canned-replies.ts';
import { refusal } from '../problem.ts';
import { type Served, served } from '#contracts/api/served.ts';
import { PAGE, paged } from './paged.ts';

/** Texts that are written once and used often. */
export function cannedReplyRoutes(newId: NewId): readonly Served[] {
  return [
    served(listCannedReplies, async ({ tenant, query }) => {
      const page = await paged(query, (from) =>
        tenant.find(cannedReplies, { by: 'byShortcut', equals: [], limit: PAGE, ...from }),
      );
      return { status: 200, body: { items: page.items.map(({ value }) => value), next: page.next } };
    }),

    served(createCannedReply, async ({ tenant, body, keeps }) => {
      const also = (made: CannedReply) => keeps(answered(made));
      return answered(keptOf(await core.createCannedReply(tenant, { id: newId(), ...body }, also)));
    }),

    served(changeCannedReply, async ({ tenant, params, body, keeps }) => {
      const also = (changed: CannedReply) => keeps(answered(changed));
      return answered(keptOf(await core.changeCannedReply(tenant, { id: params.reply, ...body }, also)));
    }),

    served(deleteCannedReply, async ({ tenant, params, keeps }) => {
      const also = (gone: CannedReply) => keeps(answered(gone));
      return answered(keptOf(await core.deleteCannedReply(tenant, params.reply, also)));
    }),
  ];
}

const answered = (body: CannedReply) => ({ status: 200, body }) as const;

function keptOf(outcome: core.Kept): CannedReply {
  switch (outcome.kind) {
    case 'kept':
      return outcome.reply;
    case 'not_there':
      throw refusal('not_found', 'There is no such canned reply.');
    case 'shortcut_taken':
      throw refusal('shortcut_taken', 'another canned reply has it. Choose another one.', 'shortcut');
  }
}
