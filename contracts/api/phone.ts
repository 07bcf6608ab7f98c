import { z } from 'zod';
import { epochMs } from '../clock.ts';

/**
 * The control API of an emulator: what a person does on the simulated phone, and the fault switches. Every emulator serves
 * these routes under `/control` beside the provider's own API. The phone page and the tests use nothing else.
 *
 * GET    /control/parties                                → parties
 * POST   /control/customers            newCustomer       → customer
 * GET    /control/chats/:business/:customer              → chat
 * POST   /control/chats/:business/:customer/messages  phoneSays → { id }   (the customer sends)
 * POST   /control/chats/:business/:customer/read         → {}              (the customer reads: read receipts go out)
 * GET    /control/media/:id                              → bytes
 * GET    /control/faults · PUT /control/faults  faults   → faults
 * GET    /control/clock  · PUT /control/clock  { offsetMs } → { offsetMs, now }  (409 if the clock would go back)
 * GET    /control/accepted                               → accepted[]  (every send the emulator accepted, oldest first)
 * GET    /control/passages                               → passage[]   (every message that a webhook has brought or given up)
 * GET    /control/pending                                → { webhooks: number }  (neither delivered nor given up yet)
 * GET    /control/live                                   → text/event-stream; event `chat` with { business, customer }
 */
export const party = z.object({
  id: z.string(),
  name: z.string(),
  /** E.164; missing for a hidden number. */ number: z.string().optional(),
});
export const customer = party.extend({ userId: z.string() });
export type Customer = z.infer<typeof customer>;
export const parties = z.object({ businesses: z.array(party), customers: z.array(customer) });

/** With `hideNumber` the customer uses a WhatsApp username: the business sees only the user id. */
export const newCustomer = z.object({
  name: z.string().trim().min(1).max(60),
  number: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'must be a number like +34600000001')
    .optional(),
  hideNumber: z.boolean().default(false),
});
export type NewCustomer = z.infer<typeof newCustomer>;

const replyTo = z.string().optional();
/** What a customer can send. A text over WhatsApp's limit of 65,536 characters is answered 400. */
export const phoneSays = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), body: z.string().min(1).max(65_536), replyTo }),
  /** A tap on a button or list row of a message from the business. */
  z.object({ kind: z.literal('choice'), message: z.string(), choice: z.string() }),
  z.object({
    kind: z.literal('media'),
    media: z.enum(['image', 'audio', 'video', 'document', 'sticker']),
    mimeType: z.string(),
    base64: z.string(),
    caption: z.string().optional(),
    fileName: z.string().optional(),
    replyTo,
  }),
  z.object({
    kind: z.literal('location'),
    latitude: z.number(),
    longitude: z.number(),
    name: z.string().optional(),
    address: z.string().optional(),
    replyTo,
  }),
  z.object({ kind: z.literal('contacts'), contacts: z.array(z.object({ name: z.string(), phone: z.string() })).min(1), replyTo }),
  z.object({ kind: z.literal('reaction'), message: z.string(), emoji: z.string().optional() }),
]);
export type PhoneSays = z.input<typeof phoneSays>;

export const ticks = z.enum(['waiting', 'sent', 'delivered', 'read', 'failed']);
const offered = z.object({ id: z.string(), title: z.string(), description: z.string().optional() });

/** The content of a bubble. A template appears as the text, picture and buttons it renders to. */
export const bubbleContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), body: z.string() }),
  z.object({
    kind: z.literal('media'),
    media: z.enum(['image', 'audio', 'video', 'document', 'sticker']),
    /** Where to load the media from: `/control/media/…` of this emulator, or the public link in the message. */
    src: z.string(),
    mimeType: z.string(),
    caption: z.string().optional(),
    fileName: z.string().optional(),
    size: z.number().optional(),
  }),
  z.object({
    kind: z.literal('location'),
    latitude: z.number(),
    longitude: z.number(),
    name: z.string().optional(),
    address: z.string().optional(),
  }),
  z.object({ kind: z.literal('contacts'), contacts: z.array(z.object({ name: z.string(), phone: z.string() })) }),
  z.object({
    kind: z.literal('buttons'),
    header: z.string().optional(),
    picture: z.string().optional(),
    body: z.string(),
    footer: z.string().optional(),
    buttons: z.array(offered),
  }),
  z.object({
    kind: z.literal('list'),
    header: z.string().optional(),
    body: z.string(),
    footer: z.string().optional(),
    button: z.string(),
    sections: z.array(z.object({ title: z.string().optional(), rows: z.array(offered) })),
  }),
  /** A tap, shown as the customer's own bubble. */
  z.object({ kind: z.literal('choice'), id: z.string(), title: z.string(), description: z.string().optional() }),
]);

export const bubble = z.object({
  /** The provider's message id. */
  id: z.string(),
  from: z.enum(['customer', 'business']),
  at: epochMs,
  content: bubbleContent,
  replyTo: z.string().optional(),
  /** For a customer's message: whether the business's webhook has accepted it. */
  ticks,
  reactions: z.array(z.object({ from: z.enum(['customer', 'business']), emoji: z.string() })).default([]),
});
export type Bubble = z.infer<typeof bubble>;

export const chat = z.object({
  bubbles: z.array(bubble),
  /** The business shows a typing indicator. */
  typing: z.boolean(),
  /** End of the 24-hour customer service window; missing when it is closed. */
  windowUntil: epochMs.optional(),
});
export type Chat = z.infer<typeof chat>;

const share = z.number().min(0).max(1);
/** One switch per fault, all off by default. A share is a probability: 1 means always. */
export const faults = z.object({
  /** Deliver a webhook twice. */
  duplicate: share.default(0),
  /** Let a later webhook overtake an earlier one. */
  reorder: share.default(0),
  /** Wait this long before each webhook, by the emulator's clock. */
  delayMs: z.int().min(0).max(600_000).default(0),
  /** Drop a status webhook. */
  dropReceipts: share.default(0),
  /** Answer a send with 5xx and do nothing. */
  serverError: share.default(0),
  /** Accept the send and deliver the message, but never answer the request. */
  neverAnswer: share.default(0),
  /** Refuse a send with the provider's documented rate-limit error. */
  rateLimit: share.default(0),
});
export type Faults = z.infer<typeof faults>;

export const accepted = z.object({
  id: z.string(),
  at: epochMs,
  business: z.string(),
  /** The customer's id. */
  to: z.string(),
  /** The client's own reference: Meta's `biz_opaque_callback_data`, Twilio's status callback URL. */
  ref: z.string().optional(),
  answered: z.boolean(),
});
export type Accepted = z.infer<typeof accepted>;

/** How a customer's message reached the business: between which instants its webhook may have taken effect. */
export const passage = z.object({
  /** The message's. */
  id: z.string(),
  /** Number of the request that brought it first. Messages of one request are in its order. */
  request: z.int(),
  /** When that request was sent, or earlier if the emulator was restarted in between. */
  presented: epochMs,
  /** When a request with it was first answered with 2xx; missing if none was before the provider gave up. */
  acknowledged: epochMs.optional(),
});
export type Passage = z.infer<typeof passage>;
