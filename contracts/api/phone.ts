import { z } from 'zod';
import { epochMs } from '../clock.ts';

/**
 * The control side of an emulator: what a person does with the simulated phone, and the switches for faults. Every emulator
 * serves these routes under `/control` beside the provider's own API; the phone page and the tests know nothing else of it.
 *
 * GET    /control/parties                                → parties
 * POST   /control/customers            newCustomer       → customer
 * GET    /control/chats/:business/:customer              → chat
 * POST   /control/chats/:business/:customer/messages  phoneSays → { id }   (the customer sends)
 * POST   /control/chats/:business/:customer/read         → {}              (the customer reads: read receipts go out)
 * GET    /control/media/:id                              → bytes
 * GET    /control/faults · PUT /control/faults  faults   → faults
 * GET    /control/clock  · PUT /control/clock  { offsetMs } → { offsetMs, now }  (never backwards: 409)
 * GET    /control/accepted                               → accepted[]  (every send the emulator took, oldest first)
 * GET    /control/pending                                → { webhooks: number }  (not yet delivered or given up)
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

/** `hideNumber`: a WhatsApp username user, known to the business by user id only. */
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
/** What the customer can do. Texts over WhatsApp's 65,536 characters are refused with 400. */
export const phoneSays = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), body: z.string().min(1).max(65_536), replyTo }),
  /** A tap on a button or a row of a message that the business sent. */
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

/** What a bubble shows. A template is shown as the text, picture and buttons it renders to. */
export const bubbleContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), body: z.string() }),
  z.object({
    kind: z.literal('media'),
    media: z.enum(['image', 'audio', 'video', 'document', 'sticker']),
    /** Address to show it from: `/control/media/…` of this emulator, or the public link that was sent. */
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
  /** A tap, as the customer's own bubble. */
  z.object({ kind: z.literal('choice'), id: z.string(), title: z.string(), description: z.string().optional() }),
]);

export const bubble = z.object({
  /** The provider's message id. */
  id: z.string(),
  from: z.enum(['customer', 'business']),
  at: epochMs,
  content: bubbleContent,
  replyTo: z.string().optional(),
  /** Of the customer's own messages: has the business's webhook taken it? */
  ticks,
  reactions: z.array(z.object({ from: z.enum(['customer', 'business']), emoji: z.string() })).default([]),
});
export type Bubble = z.infer<typeof bubble>;

export const chat = z.object({
  bubbles: z.array(bubble),
  /** The business shows that it is typing. */
  typing: z.boolean(),
  /** End of the 24-hour customer service window; missing when it is closed. */
  windowUntil: epochMs.optional(),
});
export type Chat = z.infer<typeof chat>;

const share = z.number().min(0).max(1);
/** A switch per fault; a share of 1 means always. All off by default. */
export const faults = z.object({
  /** Deliver webhooks twice. */
  duplicate: share.default(0),
  /** Let later webhooks overtake earlier ones. */
  reorder: share.default(0),
  /** Wait before each webhook, by the emulator's clock. */
  delayMs: z.int().min(0).max(600_000).default(0),
  /** Never send a status webhook. */
  dropReceipts: share.default(0),
  /** Answer sends with a 5xx and do nothing. */
  serverError: share.default(0),
  /** Accept the send, deliver the message, and never answer the request. */
  neverAnswer: share.default(0),
  /** Refuse sends for rate, as documented. */
  rateLimit: share.default(0),
});
export type Faults = z.infer<typeof faults>;

export const accepted = z.object({
  id: z.string(),
  at: epochMs,
  business: z.string(),
  /** The customer's id. */
  to: z.string(),
  /** What the client called it: Meta's `biz_opaque_callback_data`, Twilio's status callback URL. */
  ref: z.string().optional(),
  answered: z.boolean(),
});
export type Accepted = z.infer<typeof accepted>;
