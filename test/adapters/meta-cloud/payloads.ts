export const SENDER = '100200300';
export const OTHER_SENDER = '900800700';
export const SECONDS = 1_764_579_600;
export const AT = SECONDS * 1000;

type Json = Readonly<Record<string, unknown>>;

const ana = { profile: { name: 'Ana Ruiz', username: '@ana.ruiz' }, wa_id: '15550001111', user_id: 'AR.1349' };
const envelope = (changes: readonly unknown[], entry: Json = {}) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: '700', ...entry, changes }],
});

export function change(value: Json, field = 'messages', sender = SENDER) {
  const metadata = { display_phone_number: '15559990000', phone_number_id: sender };
  return { field, value: { messaging_product: 'whatsapp', metadata, ...value } };
}

export const delivered = (value: Json, field?: string) => envelope([change(value, field)]);
export const several = envelope;

/** A message of Ana with her contact beside it. */
export function said(message: Json) {
  return delivered({
    contacts: [ana],
    messages: [{ from: '15550001111', id: 'wamid.IN1', timestamp: String(SECONDS), ...message }],
  });
}

/** What every message of Ana means, whatever it says. */
export const fromAna = {
  kind: 'message',
  providerMessageId: 'wamid.IN1',
  from: { phone: '+15550001111', userId: 'AR.1349', username: 'ana.ruiz' },
  profileName: 'Ana Ruiz',
  at: AT,
} as const;

export const status = (fields: Json) =>
  delivered({
    statuses: [{ id: 'wamid.OUT1', status: 'sent', timestamp: String(SECONDS), recipient_id: '15550001111', ...fields }],
  });

export const news = (field: string, value: Json) => envelope([{ field, value }], { time: SECONDS });
