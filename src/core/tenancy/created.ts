import type { EpochMs } from '#contracts/clock.ts';
import { happened } from '#contracts/events/define.ts';
import { platformEvents } from '#contracts/events/platform.ts';
import type { NewEvent } from '#contracts/event.ts';
import type { Address, ConnectionRecord, Sender, Tenant } from '#contracts/records/platform.ts';

/** Events for the batch that creates a platform record. Each happens once per record. */
export const created = {
  tenant: ({ id }: Tenant, at: EpochMs): NewEvent =>
    happened(platformEvents.tenantCreated, { id: `tenant-created-${id}`, key: id, at }, { tenantId: id }),

  connection: ({ id, channel }: ConnectionRecord, at: EpochMs): NewEvent =>
    happened(platformEvents.connectionCreated, { id: `connection-created-${id}`, key: id, at }, { connectionId: id, channel }),

  sender: ({ id, tenantId }: Sender, at: EpochMs): NewEvent =>
    happened(platformEvents.senderCreated, { id: `sender-created-${id}`, key: id, at }, { senderId: id, tenantId }),

  address: ({ id, connectionId, senderId, tenantId }: Address, at: EpochMs): NewEvent =>
    happened(
      platformEvents.addressCreated,
      { id: `address-created-${id}`, key: senderId, at },
      { addressId: id, connectionId, senderId, tenantId },
    ),
};
