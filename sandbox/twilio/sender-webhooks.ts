import { z } from 'zod';
import type { SandboxFile } from '../shared/file.ts';
import type { Business } from './config.ts';
import { type Refusal, invalidParameter } from './refusals.ts';

const url = z.string().refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), 'must be an http(s) address');
const method = z.enum(['POST', 'PUT']);
/** The webhook of a sender, as in Twilio's specification. */
const webhook = z.object({
  callback_url: url.nullable(),
  callback_method: method.nullable(),
  fallback_url: url.nullable(),
  fallback_method: method.nullable(),
  status_callback_url: url.nullable(),
  status_callback_method: z.string().nullable(),
});
type Webhook = z.output<typeof webhook>;
const change = webhook.partial();
export type WebhookChange = z.output<typeof change>;
const update = z.object({ webhook: change.nullish(), profile: z.null().optional(), configuration: z.null().optional() });

/** What the Senders API set, or the configuration before that. */
export interface SenderWebhooks {
  of(business: Business): Webhook;
  /** Inside `file.write` only. */
  change(business: Business, wanted: WebhookChange): void;
}

export function senderWebhooks(file: SandboxFile): SenderWebhooks {
  const stateOf = ({ senderSid }: Business) => `webhook ${senderSid}`;
  const of = (business: Business): Webhook => ({
    callback_method: 'POST',
    callback_url: business.webhookUrl ?? null,
    fallback_method: null,
    fallback_url: null,
    status_callback_method: business.statusUrl ? 'POST' : null,
    status_callback_url: business.statusUrl ?? null,
    ...change.parse(file.recall(stateOf(business)) ?? {}),
  });
  return {
    of,
    change: (business, wanted) => file.remember(stateOf(business), { ...of(business), ...wanted }),
  };
}

/** The body of `POST /v2/Channels/Senders/{Sid}`: JSON. */
export function readUpdate(type: string, text: string): { readonly webhook: WebhookChange } | { readonly refused: Refusal } {
  if (!/^application\/json\b/i.test(type)) return { refused: invalidParameter('the body must be application/json') };
  const read = update.safeParse(parsed(text));
  if (read.success) return { webhook: read.data.webhook ?? {} };
  const [issue] = read.error.issues;
  return { refused: invalidParameter(`${issue?.path.join('.') || 'the body'} ${issue?.message}`) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
