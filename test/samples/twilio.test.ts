import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { twilio } from '#adapters/twilio/index.ts';
import { inboundEvent } from '#contracts/inbound.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import { quietLog } from '#test/support/quiet.ts';
import { form, signedForm } from '../adapters/twilio/fixtures.ts';

const SAMPLES = new URL('../../../shared/samples/', import.meta.url);
const TOKEN = 'token-of-the-samples';
const NOW = Date.parse('2026-12-01T09:00:00Z');

/** What a payload of a family must mean. */
const MEANINGS: Readonly<Record<string, object>> = {
  'inbound/text': { kind: 'message', content: { kind: 'text' } },
  'inbound/bsuid': { kind: 'message', from: { phone: expect.any(String), userId: expect.stringMatching(/^[A-Z]{2}\./) } },
  'inbound/media': { kind: 'message', content: { kind: 'media', media: 'image', caption: expect.any(String) } },
  'inbound/list': { kind: 'message', content: { kind: 'choice', by: 'list' } },
  'inbound/button': { kind: 'message', content: { kind: 'choice', by: 'button' } },
  'inbound/referral': { kind: 'message', referral: { ctwa_clid: expect.any(String) } },
  'status/queued': { kind: 'status', status: 'queued' },
  'status/sent': { kind: 'status', status: 'sent' },
  'status/delivered': { kind: 'status', status: 'delivered' },
  'status/read': { kind: 'status', status: 'read' },
  'status/failed': { kind: 'status', status: 'failed', errors: [{ code: expect.any(String) }] },
};

if (existsSync(SAMPLES)) describe('recorded webhooks of Twilio', recorded);
else it.skip('recorded webhooks of Twilio: ../shared/samples is not there');

function recorded(): void {
  const index: Record<string, { family: string }> = JSON.parse(readFileSync(new URL('index.json', SAMPLES), 'utf8'));
  const names = readdirSync(new URL('twilio/', SAMPLES)).filter((name) => name.endsWith('.json'));

  it.each(names)('%s', (name) => {
    const meaning = MEANINGS[index[`twilio/${name}`]?.family ?? ''];
    if (meaning === undefined) throw new Error('a family that no meaning is written down for');
    const text = readFileSync(new URL(`twilio/${name}`, SAMPLES), 'utf8');
    const fields: Record<string, string> = JSON.parse(text);
    const config = twilio.connectionConfig.parse({ accountSid: fields['AccountSid'], authTokens: [TOKEN] });
    const connection = twilio.connect(config, { log: quietLog });

    const parts = [...connection.receive(signedForm(form(fields), TOKEN), NOW)];
    expect(parts).toHaveLength(1);
    const events: readonly InboundEvent[] = parts[0]?.events ?? [];
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ ...meaning, providerMessageId: fields['MessageSid'], at: NOW });
    expect(inboundEvent.parse(events[0])).toEqual(events[0]);
    expect(parts[0]?.address).toBe(events[0]?.kind === 'status' ? fields['From'] : fields['To']);

    expect(JSON.parse(parts[0]?.raw ?? '')).toEqual(fields);
    expect(twilio.normalize(parts[0]?.raw ?? '', NOW)).toEqual(parts);
    expect(twilio.normalize(text, NOW)).toEqual(parts);
    expect(twilio.normalize(form(fields), NOW)).toEqual(parts);
  });
}
