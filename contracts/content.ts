import { z } from 'zod';

/** Where a provider keeps media: an id, an address, or both. Addresses are short-lived and may carry a secret. */
export const mediaSource = z.object({
  providerMediaId: z.string().optional(),
  url: z.string().optional(),
  mimeType: z.string(),
  /** Of the bytes, as the provider gave it: base64 or hex. */
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

/** `emoji` is missing when the reaction was taken back. */
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

/** A tap on something we offered. `id` is what we put there; `title` is what the customer saw. */
export const choice = z.object({
  kind: z.literal('choice'),
  by: z.enum(['button', 'list', 'template']),
  id: z.string(),
  title: z.string(),
  description: z.string().optional(),
});

/** A completed WhatsApp Flow. `answer` is under the customer's control: parse it again. */
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

/** Something WhatsApp says about the customer. New identities are in `identities` of the event that carries it. */
export const system = z.object({
  kind: z.literal('system'),
  change: z.enum(['number_changed', 'user_id_changed', 'other']),
  body: z.string().optional(),
  /** The identity before the change, as the provider names it. */
  was: z.object({ phone: z.string().optional(), userId: z.string().optional() }).optional(),
});

/** A genuine message of a kind we do not know, or that the provider itself could not pass on. The raw form is in the log. */
export const unrecognised = z.object({
  kind: z.literal('unrecognised'),
  type: z.string(),
  /** The provider's error code, where it gave one. */
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

/** Bytes a provider can fetch: a public address, or a file of the tenant that the adapter uploads or exposes. */
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

/** An approved template. `providerRef` is the provider's own handle where names do not suffice (Twilio: the content sid). */
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
