import { inboundCustomers, inboundLog } from '#contracts/records/messaging.ts';
import { connections, strays } from '#contracts/records/platform.ts';
import type { Subject } from '#contracts/subject.ts';

export const arrivalsSubject: Subject<unknown> = {
  name: 'arrivals',
  collections: [connections, strays, inboundLog, inboundCustomers],
};
