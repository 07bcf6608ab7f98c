import { type Address, readAddress } from './address.ts';
import type { Business, TwilioSandbox } from './config.ts';
import { type Shown, showContent, showLocation, showMedia, showText } from './content-bubble.ts';
import { fillContent, readVariables } from './content-fill.ts';
import { type ContentRow, isApproved, unfitInSession } from './content-store.ts';
import type { Form } from './form.ts';
import * as refusals from './refusals.ts';
import type { Refusal, SendError } from './refusals.ts';
import { contentSid } from './sids.ts';

/** The checked parameters of `POST Messages.json`. */
export interface SendRequest {
  readonly business: Business;
  readonly to: Address;
  readonly toText: string;
  readonly serviceSid: string | undefined;
  readonly callback: string;
  readonly validitySeconds: number;
  readonly outgoing: Outgoing;
}

export interface Outgoing {
  readonly shown: Shown;
  /** An approved template can start a conversation. Everything else needs an open window. */
  readonly template: boolean;
  /** Why WhatsApp will refuse it even within the window. */
  readonly unfit?: SendError;
}

export interface SendParts {
  /** Where statuses go if the message names no URL. */
  readonly statusUrl: (business: Business) => string | null | undefined;
  readonly config: TwilioSandbox;
  readonly now: number;
  content(sid: string): ContentRow | undefined;
}

type Refused = { readonly refused: Refusal };
const refused = (refusal: Refusal): Refused => ({ refused: refusal });

const LONGEST_VALIDITY = 36_000;

/**
 * Parameters unknown to Twilio are ignored (20001 is only a warning). Those that Twilio knows and the emulator does not are
 * refused.
 */
export function readSend(form: Form, parts: SendParts): SendRequest | Refused {
  const unsupported = ['ScheduleType', 'SendAt', 'ApplicationSid'].find((name) => form.one(name) !== undefined);
  if (unsupported) return refused(refusals.invalidParameter(`${unsupported} is not emulated`));

  const toText = form.one('To') ?? '';
  if (toText === '') return refused(refusals.toRequired);
  const from = senderOf(form, parts.config);
  if ('refused' in from) return from;
  if (/^\+?\d+$/.test(toText)) return refused(refusals.channelsDiffer);
  const to = readAddress(toText);
  if (!to) return refused(refusals.toInvalid);
  if (to.kind === 'number' && to.number === from.business.number) return refused(refusals.sameAddress);
  if (parts.config.optedOut.includes(to.kind === 'number' ? to.number : to.userId)) return refused(refusals.optedOut);

  const callback = form.one('StatusCallback') ?? parts.statusUrl(from.business) ?? '';
  if (callback !== '' && !isHttpUrl(callback)) return refused(refusals.callbackInvalid);
  const validitySeconds = Number(form.one('ValidityPeriod') ?? LONGEST_VALIDITY);
  if (!Number.isInteger(validitySeconds) || validitySeconds < 1 || validitySeconds > LONGEST_VALIDITY) {
    return refused(refusals.invalidParameter('ValidityPeriod must be 1 to 36000 seconds'));
  }

  const outgoing = readOutgoing(form, parts);
  if ('refused' in outgoing) return outgoing;
  return { business: from.business, serviceSid: from.serviceSid, to, toText, callback, validitySeconds, outgoing };
}

function senderOf(form: Form, config: TwilioSandbox): { business: Business; serviceSid: string | undefined } | Refused {
  const fromText = form.one('From');
  const serviceSid = form.one('MessagingServiceSid');
  if (fromText === undefined && serviceSid === undefined) return refused(refusals.fromRequired);

  const inService = config.businesses.filter((each) => serviceSid === undefined || each.messagingServiceSid === serviceSid);
  if (inService.length === 0) return refused(refusals.serviceUnknown);
  const business = inService.find((each) => fromText === undefined || fromText === `whatsapp:${each.number}`);
  return business ? { business, serviceSid } : refused(refusals.fromUnknown);
}

function readOutgoing(form: Form, parts: SendParts): Outgoing | Refused {
  const body = form.one('Body') ?? '';
  const media = form.all('MediaUrl');
  const sid = form.one('ContentSid');
  if (sid !== undefined) {
    if (body !== '' || media.length > 0)
      return refused(refusals.invalidParameter('a message with ContentSid has no Body and no MediaUrl'));
    return readTemplate(sid, form.one('ContentVariables'), parts);
  }
  if (form.one('ContentVariables') !== undefined) return refused(refusals.contentRequired);

  if (body.length > 1600) return refused(refusals.bodyTooLong);
  if (media.length > 1) return refused(refusals.tooManyMedia);
  const [url] = media;
  if (url !== undefined) return isHttpUrl(url) ? freeForm(showMedia(url, body)) : refused(refusals.mediaInvalid);
  if (body === '') return refused(refusals.bodyRequired);

  const place = form.one('PersistentAction');
  return place === undefined ? freeForm(showText(body)) : readPlace(place, body);
}

function readTemplate(sid: string, variables: string | undefined, { content, now }: SendParts): Outgoing | Refused {
  const found = contentSid.test(sid) ? content(sid) : undefined;
  if (!found) return refused(refusals.contentInvalid);
  const values = readVariables(variables);
  if (isRefused(values)) return values;
  const filled = fillContent(found.types, values, found.variables);
  if (isRefused(filled)) return filled;

  const template = isApproved(found, now);
  const unfit = template ? undefined : unfitInSession(filled);
  return { shown: showContent(filled), template, ...(unfit && { unfit }) };
}

/** `geo:37.78,-122.40|375 Beale St`, with the name in `Body`. */
function readPlace(action: string, name: string): Outgoing | Refused {
  const [, latitude, longitude, label] = /^geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(?:\|(.*))?$/.exec(action) ?? [];
  const [lat, long] = [Number(latitude ?? NaN), Number(longitude ?? NaN)];
  if (!(Math.abs(lat) <= 90 && Math.abs(long) <= 180)) {
    return refused(refusals.invalidParameter('PersistentAction must be geo:{latitude},{longitude}|{label}'));
  }
  return freeForm(showLocation(lat, long, name, label));
}

function freeForm(shown: Shown): Outgoing {
  return { shown, template: false };
}

const isRefused = (value: object): value is Refused => 'refused' in value && typeof value.refused === 'object';

function isHttpUrl(text: string): boolean {
  return text.length <= 4000 && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
