import { mediaKind } from '#contracts/content.ts';
import type { InboundContent } from '#contracts/content.ts';
import { one, parsedJson } from './fields.ts';
import type { Fields } from './fields.ts';

/** The content of a message. The order of the checks matters, because Twilio repeats the label of a choice in `Body`. */
export function contentOf(fields: Fields): InboundContent {
  return (
    flowAnswerOf(fields) ??
    listChoiceOf(fields) ??
    buttonChoiceOf(fields) ??
    locationOf(fields) ??
    mediaOf(fields) ??
    textOf(fields)
  );
}

/** A completed Flow. Twilio documents no format: the answer is expected where Meta puts it, else the whole object is the answer. */
function flowAnswerOf(fields: Fields): InboundContent | undefined {
  const text = one(fields, 'InteractiveData');
  if (text === undefined) return undefined;
  const data = recordIn(parsedJson(text));
  if (data === undefined) return unrecognisedOf(fields);
  const inner = recordIn(data['nfm_reply']) ?? data;
  const response = inner['response_json'];
  const answer = recordIn(typeof response === 'string' ? parsedJson(response) : response) ?? inner;
  const token = answer['flow_token'];
  return { kind: 'flow_answer', ...(typeof token === 'string' ? { token } : {}), answer };
}

function listChoiceOf(fields: Fields): InboundContent | undefined {
  const id = one(fields, 'ListId');
  if (id === undefined) return undefined;
  const description = one(fields, 'ListDescription');
  const title = one(fields, 'ListTitle') ?? one(fields, 'Body') ?? id;
  return { kind: 'choice', by: 'list', id, title, ...(description === undefined ? {} : { description }) };
}

/** Twilio does not say whether the button belongs to a template, so it is always `button`. */
function buttonChoiceOf(fields: Fields): InboundContent | undefined {
  const title = one(fields, 'ButtonText');
  const id = one(fields, 'ButtonPayload') ?? title;
  return id === undefined ? undefined : { kind: 'choice', by: 'button', id, title: title ?? one(fields, 'Body') ?? id };
}

function locationOf(fields: Fields): InboundContent | undefined {
  const given = [one(fields, 'Latitude'), one(fields, 'Longitude')];
  if (given.every((value) => value === undefined)) return undefined;
  const [latitude = Number.NaN, longitude = Number.NaN] = given.map((value) => (value?.trim() ? Number(value) : Number.NaN));
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return unrecognisedOf(fields);
  const name = one(fields, 'Label');
  const address = one(fields, 'Address');
  return {
    kind: 'location',
    latitude,
    longitude,
    ...(name === undefined ? {} : { name }),
    ...(address === undefined ? {} : { address }),
  };
}

/** A shared contact arrives as a vCard file. It stays a document, because parsing it needs the bytes. */
function mediaOf(fields: Fields): InboundContent | undefined {
  const url = one(fields, 'MediaUrl0');
  if (url === undefined) return undefined;
  const mimeType = one(fields, 'MediaContentType0') ?? 'application/octet-stream';
  const said = mediaKind.safeParse(one(fields, 'MessageType'));
  const caption = one(fields, 'Body');
  return {
    kind: 'media',
    media: said.success ? said.data : mediaKindOf(mimeType),
    source: { url, mimeType },
    ...(caption === undefined ? {} : { caption }),
  };
}

function mediaKindOf(mimeType: string) {
  if (mimeType === 'image/webp') return 'sticker';
  const family = mediaKind.safeParse(mimeType.split('/')[0]);
  return family.success ? family.data : 'document';
}

/** A message without content is an empty text, unless Twilio names a kind we do not know. */
function textOf(fields: Fields): InboundContent {
  const body = one(fields, 'Body');
  const type = one(fields, 'MessageType');
  if (body === undefined && type !== undefined && type !== 'text') return unrecognisedOf(fields);
  return { kind: 'text', body: body ?? '' };
}

function unrecognisedOf(fields: Fields): InboundContent {
  const providerCode = one(fields, 'ErrorCode');
  const type = one(fields, 'MessageType') ?? 'unknown';
  return { kind: 'unrecognised', type, ...(providerCode === undefined ? {} : { providerCode }) };
}

function recordIn(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
