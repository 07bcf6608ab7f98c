import type { Settings } from './schema.ts';

/** Every port of one Deskbell; those of the emulators are used by the sandbox only. 0 takes a free one. */
export interface Ports {
  readonly pages: number;
  readonly webhooks: number;
  readonly meta: number;
  readonly twilio: number;
  readonly health: number;
}

/** DESKBELL_PORT and the four after it, unless a setting of its own moves one; all of them free ones where it is 0. */
export function portsOf(settings: Pick<Settings, 'DESKBELL_PORT' | 'DESKBELL_WEBHOOK_PORT' | 'DESKBELL_HEALTH_PORT'>): Ports {
  const { DESKBELL_PORT: pages, DESKBELL_WEBHOOK_PORT: webhooks, DESKBELL_HEALTH_PORT: health } = settings;
  const after = (n: number) => (pages === 0 ? 0 : pages + n);
  return { pages, webhooks: webhooks ?? after(1), meta: after(2), twilio: after(3), health: health ?? after(4) };
}
