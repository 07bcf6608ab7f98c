import { runningOn } from '#app/running.ts';
import { setUpNeeds } from '#app/set-up.ts';
import { open } from '#app/start.ts';
import type { Settings } from '#config/schema.ts';
import type { SetUpNeeds } from '#core/set-up/connect-number.ts';
import { installation } from './installation.ts';
import { telling } from './telling.ts';

export interface Desk extends AsyncDisposable {
  readonly needs: SetUpNeeds;
  readonly settings: Settings;
  /** Whether Deskbell runs on this data. `undefined` on MongoDB, where the command line cannot know. */
  readonly running: boolean | undefined;
  tell(text: string): void;
}

/**
 * Opens the data for setting up tenants, also while Deskbell runs on it. What the running one announced says where providers reach the
 * webhooks, and where the sandbox emulates the providers.
 */
export async function openDesk(folder: string | undefined): Promise<Desk> {
  await using opened = new AsyncDisposableStack();
  const settings = installation(folder);
  const embedded = settings.DESKBELL_MONGODB_URL === undefined;
  const running = embedded ? await runningOn(settings.DESKBELL_DATA) : undefined;
  const providers = (channel: string) => running?.providers?.[channel] ?? {};
  const container = await open(settings, { providers }, opened, {
    pagesUrl: running?.pagesUrl ?? '',
    webhooksUrl: running?.publicUrl ?? '',
  });
  const closing = opened.move();
  return {
    needs: setUpNeeds(container),
    settings,
    running: embedded ? running !== undefined : undefined,
    tell: telling(settings),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
