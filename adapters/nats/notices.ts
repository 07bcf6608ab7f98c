import { z } from 'zod';
import type { Notice, Notices } from '#contracts/notices.ts';
import type { Link } from './client.ts';

const shape = z.object({ tenantId: z.string(), conversationId: z.string() });

/** Notices on a subject that is not stored. They are lost without a connection, so after a reconnect anything may have changed. */
export function noticesOn(link: Link, prefix: string): Notices {
  const subject = `${prefix}._notices`;
  const hearers = new Set<(notice: Notice | undefined) => void>();
  link.nc.subscribe(subject, {
    callback(error, message) {
      const notice = error ? undefined : parsed(message.string());
      if (notice) for (const told of hearers) told(notice);
    },
  });
  link.whenBack(() => {
    for (const told of hearers) told(undefined);
  });

  return {
    tell(notice) {
      if (link.connected()) link.nc.publish(subject, JSON.stringify(notice));
    },
    hear(told) {
      const mine = (notice: Notice | undefined) => told(notice);
      hearers.add(mine);
      return () => hearers.delete(mine);
    },
  };
}

function parsed(text: string): Notice | undefined {
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
