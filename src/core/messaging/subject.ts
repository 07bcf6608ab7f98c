import { conversations, earlyReceipts, messages, providerMessages, unsettledSends } from '#contracts/records/messaging.ts';
import { addresses, senders } from '#contracts/records/platform.ts';
import { accountStates, accounts as accountRecords, memories, senderCurrents } from '#contracts/records/tenancy.ts';
import type { Subject, World } from '#contracts/subject.ts';
import type { Accounts } from './accounts.ts';
import { type ChannelSourceNeeds, channelSources } from './channel-source.ts';
import { fetchMedia } from './fetch-media.ts';
import { messageDue } from './message-due.ts';
import { recorder } from './recorder.ts';
import { sendMessage } from './send-message.ts';
import { sender } from './sender.ts';

type MessagingNeeds = Pick<World, 'store' | 'newId' | 'clock' | 'files' | 'live'> &
  ChannelSourceNeeds & {
    readonly accounts: Accounts;
    readonly settings: {
      readonly DESKBELL_SEND_DEADLINE_MS: number;
      readonly DESKBELL_SETTLE_DEADLINE_MS: number;
      readonly DESKBELL_MEDIA_LIMIT: number;
    };
  };

export const messagingSubject: Subject<MessagingNeeds> = {
  name: 'messaging',
  collections: [
    senders,
    addresses,
    accountRecords,
    senderCurrents,
    accountStates,
    memories,
    conversations,
    messages,
    unsettledSends,
    providerMessages,
    earlyReceipts,
  ],
  consumers: ({ store, newId, clock, live, accounts, settings }) => {
    const send = sendMessage(clock, accounts, {
      deadlineMs: settings.DESKBELL_SEND_DEADLINE_MS,
      settleForMs: settings.DESKBELL_SETTLE_DEADLINE_MS,
    });
    return [recorder(store, newId, live), sender(store, send, live)];
  },
  timers: ({ clock, files, live, accounts, settings }) => [
    messageDue(clock, accounts),
    fetchMedia({ clock, files, accounts, limit: settings.DESKBELL_MEDIA_LIMIT, changed: live.changed }),
  ],
  webhookSources: (world) => [channelSources(world)],
};
