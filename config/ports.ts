import type { Settings } from './schema.ts';

/** All ports of one Deskbell. Only the sandbox uses those of the emulators. 0 picks a free port. */
export interface Ports {
  readonly pages: number;
  readonly webhooks: number;
  readonly meta: number;
  readonly twilio: number;
  readonly health: number;
}

/** DESKBELL_PORT and the next four, unless another setting moves one. If it is 0, all are free ports. */
export function portsOf(settings: Pick<Settings, 'DESKBELL_PORT' | 'DESKBELL_WEBHOOK_PORT' | 'DESKBELL_HEALTH_PORT'>): Ports {
  const { DESKBELL_PORT: pages, DESKBELL_WEBHOOK_PORT: webhooks, DESKBELL_HEALTH_PORT: health } = settings;
  const after = (n: number) => (pages === 0 ? 0 : pages + n);
  return { pages, webhooks: webhooks ?? after(1), meta: after(2), twilio: after(3), health: health ?? after(4) };
}
