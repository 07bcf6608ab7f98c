import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { metaCloud } from '#adapters/meta-cloud/index.ts';
import type { InboundPart } from '#contracts/channel.ts';
import { inboundEvent } from '#contracts/inbound.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import { quietLog } from '#test/support/quiet.ts';
import { sign, write } from '../adapters/meta-cloud/signed.ts';

const SAMPLES = new URL('../../../shared/samples/', import.meta.url);
const SECRET = 'secret-of-the-samples';
const NOW = Date.parse('2026-12-01T09:00:00Z');

/** What a payload of a family means: the kind of its events, and of what they say. Other families are notices of that name. */
const MEANINGS: Readonly<Record<string, string>> = {
  text: 'message text',
  image: 'message media image',
  video: 'message media video',
  audio: 'message media audio',
  document: 'message media document',
  sticker: 'message media sticker',
  location: 'message location',
  contacts: 'message contacts',
  reaction: 'message reaction',
  button: 'message choice template',
  'interactive/button_reply': 'message choice button',
  'interactive/list_reply': 'message choice list',
  'interactive/nfm_reply': 'message flow_answer',
  order: 'message order',
  system: 'message system',
  // Genuine, and nothing that Deskbell acts on: kept, and visible in the conversation.
  interactive: 'message unrecognised',
  'interactive/call_permission_reply': 'message unrecognised',
  unsupported: 'message unrecognised',
  edit: 'message unrecognised',
  revoke: 'message unrecognised',
  'status/sent': 'status sent',
  'status/delivered': 'status delivered',
  'status/read': 'status read',
  'status/played': 'status played',
  'status/failed': 'status failed',
  errors: 'notice errors',
  'history/image': 'notice history',
  smb_message_echoes: 'echo',
};

function told(event: InboundEvent): string {
  if (event.kind === 'status') return `status ${event.status}`;
  if (event.kind === 'notice') return `notice ${event.about.split('.')[0]}`;
  if (event.kind === 'echo') return 'echo';
  if (event.kind === 'unrecognised') return `unrecognised at ${event.where}: ${event.reason}`;
  const { content } = event;
  if (content.kind === 'media') return `message media ${content.media}`;
  return content.kind === 'choice' ? `message choice ${content.by}` : `message ${content.kind}`;
}

describe.runIf(existsSync(SAMPLES))('recorded webhooks of Meta', () => {
  // The body of a skipped suite runs all the same.
  const there = existsSync(SAMPLES);
  const index: Record<string, { family: string }> = there ? JSON.parse(readFileSync(new URL('index.json', SAMPLES), 'utf8')) : {};
  const names = there ? readdirSync(new URL('meta-whatsapp/', SAMPLES)).filter((name) => name.endsWith('.json')) : [];
  const connection = metaCloud.connect({ appSecrets: [SECRET], verifyToken: 'v' }, { log: quietLog });

  it.each(names)('%s', (name) => {
    const family = index[`meta-whatsapp/${name}`]?.family ?? '';
    const expected = MEANINGS[family] ?? `notice ${family}`;

    const payload: Payload = JSON.parse(readFileSync(new URL(`meta-whatsapp/${name}`, SAMPLES), 'utf8'));
    const parts = [...connection.receive(sign(write(payload), SECRET), NOW)];
    const events = parts.flatMap((part) => part.events);
    expect(new Set(events.map(told))).toContain(expected);
    expect(parts.map(({ address }) => address)).toEqual(changesIn(payload).map(({ value }) => value.metadata?.phone_number_id));
    expect(events.length).toBeGreaterThanOrEqual(said(payload));
    for (const event of events) expect(inboundEvent.parse(event)).toEqual(event);
    for (const part of parts) expect(metaCloud.normalize(part.raw, NOW)).toEqual([part]);
    keepsEverything(parts, payload);
  });

  it('leave only what Meta itself calls unsupported, and calls, unread', () => {
    const unread = names.filter((name) => MEANINGS[index[`meta-whatsapp/${name}`]?.family ?? '']?.endsWith('unrecognised'));
    expect(names.length - unread.length).toBeGreaterThanOrEqual(120);
  });
});

if (!existsSync(SAMPLES)) it.skip('recorded webhooks of Meta: ../shared/samples is not there');

interface Change {
  readonly field: string;
  readonly value: {
    readonly metadata?: { readonly phone_number_id: string };
    readonly messages?: readonly unknown[];
    readonly statuses?: readonly unknown[];
    readonly message_echoes?: readonly unknown[];
  };
}
interface Payload {
  readonly entry: readonly { readonly changes: readonly Change[] }[];
}

function changesIn({ entry }: Payload): Change[] {
  return entry.flatMap(({ changes }) => changes);
}

/** How many messages, statuses and echoes there are to be told about. */
function said(payload: Payload): number {
  const lists = changesIn(payload).flatMap(({ value }) => [value.messages, value.statuses, value.message_echoes]);
  return lists.reduce((sum, list) => sum + (list?.length ?? 0), 0);
}

function keepsEverything(parts: readonly InboundPart[], payload: Payload): void {
  expect(parts.map((part) => JSON.parse(part.raw).change)).toEqual(changesIn(payload));
}
