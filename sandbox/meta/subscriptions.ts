import { z } from 'zod';
import type { SandboxFile } from '#sandbox/shared/file.ts';
import type { MetaConfig } from './config.ts';

const override = z.object({ url: z.string(), verifyToken: z.string() });
/** Of the app to each business account. `null`: it was removed. */
const kept = z.record(z.string(), z.object({ override: override.optional() }).nullable());
export type Subscription = { readonly override?: z.output<typeof override> | undefined };

/** Which business accounts the app is subscribed to, and the URL that replaces the app's own for their messages. */
export interface Subscriptions {
  /** The app's own webhook, for all business accounts. `undefined` if it has none. */
  app(): AppSubscription | undefined;
  /** Inside `file.write` only. */
  setApp(subscription: AppSubscription): void;
  of(wabaId: string): Subscription | undefined;
  /** Inside `file.write` only. `undefined` ends the subscription. */
  set(wabaId: string, subscription: Subscription | undefined): void;
  /** Where messages and their statuses go. `undefined` if the app is not subscribed to them. */
  urlOf(wabaId: string): string | undefined;
  verifyTokenOf(url: string): string;
}

const app = z.object({ url: z.string(), verifyToken: z.string(), fields: z.array(z.string()) });
export type AppSubscription = z.output<typeof app>;

const STATE = 'subscriptions';
const APP_STATE = 'app subscription';

/** The account of the configuration is subscribed from the start, any other one once the app asks for it. */
export function subscriptionsIn(file: SandboxFile, { wabaId: first, webhook, appFields }: MetaConfig): Subscriptions {
  const fromStart = appFields.length === 0 ? undefined : { ...webhook, fields: appFields };
  const ownApp = (): AppSubscription | undefined => app.optional().parse(file.recall(APP_STATE)) ?? fromStart;
  const all = (): z.output<typeof kept> => ({ [first]: {}, ...kept.parse(file.recall(STATE) ?? {}) });
  const of = (wabaId: string): Subscription | undefined => all()[wabaId] ?? undefined;
  return {
    app: ownApp,
    setApp: (subscription) => file.remember(APP_STATE, subscription),
    of,
    set: (wabaId, subscription) => file.remember(STATE, { ...all(), [wabaId]: subscription ?? null }),
    urlOf(wabaId) {
      const found = of(wabaId);
      const own = ownApp();
      return found && own?.fields.includes('messages') ? (found.override?.url ?? own.url) : undefined;
    },
    verifyTokenOf: (url) =>
      Object.values(all()).find((one) => one?.override?.url === url)?.override?.verifyToken ??
      ownApp()?.verifyToken ??
      webhook.verifyToken,
  };
}
