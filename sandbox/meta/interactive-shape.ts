import { z } from 'zod';
import { headerMedia, link as httpLink } from './media-shape.ts';

const textHeader = z.strictObject({ type: z.literal('text'), text: z.string().min(1).max(60) });
const header = z.discriminatedUnion('type', [
  textHeader,
  z.strictObject({ type: z.literal('image'), image: headerMedia }),
  z.strictObject({ type: z.literal('video'), video: headerMedia }),
  z.strictObject({ type: z.literal('document'), document: headerMedia }),
]);
export type InteractiveHeader = z.output<typeof header>;

/** 1,024 for lists too: Meta's page on lists says 4,096, its schema and Twilio say 1,024 (reference sheet §4.1). */
const body = z.strictObject({ text: z.string().min(1).max(1024) });
const footer = z.strictObject({ text: z.string().min(1).max(60) });
const unique = (ids: readonly string[]): boolean => new Set(ids).size === ids.length;
const trimmed = (id: string): boolean => id === id.trim();

const replyButton = z.strictObject({
  type: z.literal('reply'),
  reply: z.strictObject({
    id: z.string().min(1).max(256).refine(trimmed, 'may not begin or end with a space'),
    title: z.string().min(1).max(20),
  }),
});
const buttons = z.strictObject({
  type: z.literal('button'),
  header: header.optional(),
  body,
  footer: footer.optional(),
  action: z.strictObject({
    buttons: z
      .array(replyButton)
      .min(1)
      .max(3)
      .refine((all) => unique(all.map(({ reply }) => reply.id)), 'ids must be unique')
      .refine((all) => unique(all.map(({ reply }) => reply.title)), 'titles must be unique'),
  }),
});

const row = z.strictObject({
  id: z.string().min(1).max(200),
  title: z.string().min(1).max(24),
  description: z.string().max(72).optional(),
});
const section = z.strictObject({ title: z.string().min(1).max(24).optional(), rows: z.array(row).min(1).max(10) });
const sections = z
  .array(section)
  .min(1)
  .max(10)
  .refine((all) => all.flatMap(({ rows }) => rows).length <= 10, 'at most 10 rows in all sections together')
  .refine((all) => unique(all.flatMap(({ rows }) => rows.map(({ id }) => id))), 'row ids must be unique')
  .refine(
    (all) => all.length === 1 || all.every(({ title }) => title !== undefined),
    'each section needs a title when there are several',
  );
const list = z.strictObject({
  type: z.literal('list'),
  header: textHeader.optional(),
  body,
  footer: footer.optional(),
  action: z.strictObject({ button: z.string().min(1).max(20), sections }),
});

const link = z.strictObject({
  type: z.literal('cta_url'),
  header: header.optional(),
  body,
  footer: footer.optional(),
  action: z.strictObject({
    name: z.literal('cta_url'),
    parameters: z.strictObject({ display_text: z.string().min(1).max(20), url: httpLink }),
  }),
});

const locationRequest = z.strictObject({
  type: z.literal('location_request_message'),
  body,
  action: z.strictObject({ name: z.literal('send_location') }),
});

const contactRequest = z.strictObject({
  type: z.literal('request_contact_info'),
  body,
  action: z.strictObject({ name: z.literal('request_contact_info') }),
});

const flow = z.strictObject({
  type: z.literal('flow'),
  header: header.optional(),
  body,
  footer: footer.optional(),
  action: z.strictObject({
    name: z.literal('flow'),
    parameters: z
      .strictObject({
        flow_message_version: z.literal('3'),
        flow_id: z.string().min(1).optional(),
        flow_name: z.string().min(1).optional(),
        // 20 elsewhere, but Meta's own examples are longer (reference sheet §13).
        flow_cta: z.string().min(1).max(30),
        flow_token: z.string().min(1).optional(),
        mode: z.enum(['draft', 'published']).optional(),
        flow_action: z.enum(['navigate', 'data_exchange']).optional(),
        flow_action_payload: z
          .strictObject({ screen: z.string().min(1), data: z.record(z.string(), z.unknown()).optional() })
          .optional(),
      })
      .refine((flow) => (flow.flow_id === undefined) !== (flow.flow_name === undefined), 'needs either flow_id or flow_name'),
  }),
});

export const interactive = z.discriminatedUnion('type', [buttons, list, link, locationRequest, contactRequest, flow]);
export type Interactive = z.output<typeof interactive>;
