import { z } from 'zod';

/** Where the provider keeps a media file: an id, a URL, or both. The URL is short-lived and may contain a secret. */
export const mediaSource = z.object({
  providerMediaId: z.string().optional(),
  url: z.string().optional(),
  mimeType: z.string(),
  /** Checksum of the bytes in the provider's encoding: base64 or hex. */
  sha256: z.string().optional(),
  size: z.int().nonnegative().optional(),
});
export type MediaSource = z.infer<typeof mediaSource>;

export const mediaKind = z.enum(['image', 'audio', 'video', 'document', 'sticker']);

export const text = z.object({ kind: z.literal('text'), body: z.string() });

export const location = z.object({
  kind: z.literal('location'),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: z.string().optional(),
  address: z.string().optional(),
});

export const sharedContact = z.object({
  name: z.string(),
  phones: z.array(z.string()),
  emails: z.array(z.string()).default([]),
  organization: z.string().optional(),
});
export const contacts = z.object({ kind: z.literal('contacts'), contacts: z.array(sharedContact) });

/** `emoji` is missing when the reaction was removed. */
export const reaction = z.object({ kind: z.literal('reaction'), to: z.string(), emoji: z.string().optional() });

/* ---------------------------------------------------------------- what customers send */

export const inboundMedia = z.object({
  kind: z.literal('media'),
  media: mediaKind,
  source: mediaSource,
  caption: z.string().optional(),
  fileName: z.string().optional(),
  voice: z.boolean().optional(),
});

/** A tap on a button or list row. `id` is the one we sent; `title` is what the customer saw. */
export const choice = z.object({
  kind: z.literal('choice'),
  by: z.enum(['button', 'list', 'template']),
  id: z.string(),
  title: z.string(),
  description: z.string().optional(),
});

/** A completed WhatsApp Flow. `answer` is untrusted input: validate it. */
export const flowAnswer = z.object({
  kind: z.literal('flow_answer'),
  token: z.string().optional(),
  answer: z.record(z.string(), z.unknown()),
});

export const order = z.object({
  kind: z.literal('order'),
  catalogId: z.string(),
  note: z.string().optional(),
  items: z.array(z.object({ productId: z.string(), quantity: z.number(), price: z.number(), currency: z.string() })),
});

/** A system message from WhatsApp about the customer. New identities are in `from` of the event that carries it. */
export const system = z.object({
  kind: z.literal('system'),
  change: z.enum(['number_changed', 'user_id_changed', 'other']),
  body: z.string().optional(),
  /** The identity before the change, in the provider's form. */
  was: z.object({ phone: z.string().optional(), userId: z.string().optional() }).optional(),
});

/** A signed message of an unknown kind, or one that the provider could not pass on. Its raw form is in the log. */
export const unrecognised = z.object({
  kind: z.literal('unrecognised'),
  type: z.string(),
  /** The provider's error code, if any. */
  providerCode: z.string().optional(),
});

export const inboundContent = z.discriminatedUnion('kind', [
  text,
  inboundMedia,
  location,
  contacts,
  reaction,
  choice,
  flowAnswer,
  order,
  system,
  unrecognised,
]);
export type InboundContent = z.infer<typeof inboundContent>;

/* ---------------------------------------------------------------- what we send */

/** A media file to send. `link` is a public URL that the provider fetches. */
export const outboundMedia = z.object({
  kind: z.literal('media'),
  media: z.enum(['image', 'document', 'audio', 'video', 'sticker']),
  link: z.string(),
  mimeType: z.string(),
  caption: z.string().optional(),
  fileName: z.string().optional(),
});

export const replyButton = z.object({ id: z.string().min(1), title: z.string().min(1) });
export const buttons = z.object({
  kind: z.literal('buttons'),
  body: z.string().min(1),
  header: z.string().optional(),
  footer: z.string().optional(),
  buttons: z.array(replyButton).min(1),
});

export const listRow = z.object({ id: z.string().min(1), title: z.string().min(1), description: z.string().optional() });
export const list = z.object({
  kind: z.literal('list'),
  body: z.string().min(1),
  header: z.string().optional(),
  footer: z.string().optional(),
  /** Label of the button that opens the list. */
  button: z.string().min(1),
  sections: z.array(z.object({ title: z.string().optional(), rows: z.array(listRow).min(1) })).min(1),
});

/** An approved template. `providerRef` is the provider's id of it, for providers that need one (Twilio: the content sid). */
export const template = z.object({
  kind: z.literal('template'),
  name: z.string().min(1),
  language: z.string().min(2),
  providerRef: z.string().optional(),
  body: z.array(z.string()).default([]),
  header: z.union([z.object({ text: z.string() }), z.object({ image: z.string() })]).optional(),
  buttons: z
    .array(
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('quick_reply'), index: z.int().nonnegative(), payload: z.string() }),
        z.object({ type: z.literal('url'), index: z.int().nonnegative(), suffix: z.string() }),
      ]),
    )
    .default([]),
});

/** Opens a WhatsApp Flow. */
export const flow = z.object({
  kind: z.literal('flow'),
  body: z.string().min(1),
  button: z.string().min(1),
  flowId: z.string(),
  token: z.string(),
  screen: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});

export const outboundContent = z.discriminatedUnion('kind', [
  text,
  outboundMedia,
  location,
  contacts,
  reaction,
  buttons,
  list,
  template,
  flow,
]);
export type OutboundContent = z.infer<typeof outboundContent>;
export type OutboundKind = OutboundContent['kind'];
