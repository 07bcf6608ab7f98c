/**
 * How Twilio delivers a webhook: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides. By default it retries
 * once, and only if the connection could not be made. The URL's fragment can ask for more.
 */
export interface WebhookPolicy {
  /** The most attempts. */
  readonly tries: number;
  readonly retriesOn: ReadonlySet<RetryReason>;
  /** Time for one attempt. */
  readonly readMs: number;
  /** Time for all attempts together. */
  readonly totalMs: number;
}
export type RetryReason = 'ct' | 'rt' | '4xx' | '5xx';

const all: readonly RetryReason[] = ['4xx', '5xx', 'ct', 'rt'];
const defaults = { rc: 1, rt: 15_000, tt: 15_000 };

/** A setting that Twilio would not accept (out of range, unknown) leaves the default in place. */
export function webhookPolicy(url: string): WebhookPolicy {
  const hash = url.indexOf('#');
  const wishes = new Map(
    (hash < 0 ? '' : url.slice(hash + 1)).split('&').flatMap((part) => {
      const at = part.indexOf('=');
      return at > 0 ? [[part.slice(0, at), part.slice(at + 1)] as const] : [];
    }),
  );
  const within = (name: keyof typeof defaults, least: number, most: number): number => {
    const wish = Number(wishes.get(name) ?? NaN);
    return Number.isInteger(wish) && wish >= least && wish <= most ? wish : defaults[name];
  };

  const reasons = (wishes.get('rp') ?? 'ct').split(',');
  const totalMs = within('tt', 100, 15_000);
  return {
    tries: 1 + within('rc', 0, 5),
    retriesOn: new Set(reasons.includes('all') ? all : all.filter((reason) => reasons.includes(reason))),
    readMs: Math.min(within('rt', 100, 15_000), totalMs),
    totalMs,
  };
}
