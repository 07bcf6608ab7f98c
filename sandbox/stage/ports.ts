import type { Settings } from '#config/schema.ts';

/** The emulators follow the app's ports, so that four neighbours are known at once; 0 takes free ones. */
export function emulatorPorts(settings: Settings): { readonly metaPort: number; readonly twilioPort: number } {
  const base = settings.DESKBELL_WEBHOOK_PORT;
  return base === 0 ? { metaPort: 0, twilioPort: 0 } : { metaPort: base + 1, twilioPort: base + 2 };
}
