import { createRequire } from 'node:module';
import type domain from 'twilio/lib/base/Domain.js';
import type version from 'twilio/lib/base/Version.js';
import { MessageListInstance } from 'twilio/lib/rest/api/v2010/account/message.js';
import { TypingIndicatorListInstance } from 'twilio/lib/rest/messaging/v2/typingIndicator.js';
import { AdapterFailure } from '#contracts/failure.ts';
import { failure, networkFailure, refusal } from './failures.ts';
import type { TwilioAccount } from './config.ts';

// The library is CommonJS, and loaders differ in whether they unwrap a class that is the module's `default`.
const require = createRequire(import.meta.url);
const { default: Domain }: typeof domain = require('twilio/lib/base/Domain.js');
const { default: Version }: typeof version = require('twilio/lib/base/Version.js');

const API = 'https://api.twilio.com';
const CONTENT = 'https://content.twilio.com';
const MESSAGING = 'https://messaging.twilio.com';
const HOSTS: ReadonlySet<string> = new Set([API, CONTENT, MESSAGING]);

/** Where Twilio is, and the credentials for it. */
export type TwilioAccess = Pick<TwilioAccount, 'accountSid' | 'authToken' | 'apiKey' | 'apiKeySecret' | 'baseUrl'>;

type Client = ConstructorParameters<typeof Domain>[0];

/** A request as the library passes it to an HTTP client. */
interface LibraryRequest {
  readonly method: string;
  readonly uri: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * The library's resources for a single call, so that the caller's signal applies to it.
 *
 * `import twilio from 'twilio'` loads 232 files including axios (measured: 190 ms and 39 MB, 45 MB once used). The imports above
 * load 14 (10 ms, 5 MB). The library's own client only adds headers, which `request` does here. It never retries.
 */
export function twilioApi(config: TwilioAccess, fetch: typeof globalThis.fetch, signal: AbortSignal) {
  const client = { request: (wanted: LibraryRequest) => request(config, fetch, signal, wanted) } as unknown as Client;
  const at = (host: string, path: string) => new Version(new Domain(client, host), path);
  const v2010 = at(API, '2010-04-01');
  const content = at(CONTENT, 'v1');
  const messaging = at(MESSAGING, 'v2');

  return {
    messages: MessageListInstance(v2010 as Parameters<typeof MessageListInstance>[0], config.accountSid),
    typing: TypingIndicatorListInstance(messaging as Parameters<typeof TypingIndicatorListInstance>[0]),
    account: (): Promise<unknown> => v2010.fetch({ uri: `/Accounts/${config.accountSid}.json`, method: 'get' }),
    /** The library's `contents.create` sends `friendlyName`, but Twilio's name is `friendly_name`. */
    createContent: (data: object): Promise<unknown> =>
      content.create({ uri: '/Content', method: 'post', data, headers: { 'Content-Type': 'application/json' } }),
    /** The Senders API, version 2. The library's `update` sends `callbackUrl`, but Twilio's name is `callback_url`. */
    listSenders: (page: Readonly<Record<string, string>>): Promise<unknown> =>
      messaging.fetch({ uri: '/Channels/Senders', method: 'get', params: { Channel: 'whatsapp', ...page } }),
    fetchSender: (sid: string): Promise<unknown> => messaging.fetch({ uri: `/Channels/Senders/${sid}`, method: 'get' }),
    updateSender: (sid: string, data: object): Promise<unknown> =>
      messaging.update({
        uri: `/Channels/Senders/${sid}`,
        method: 'post',
        data,
        headers: { 'Content-Type': 'application/json' },
      }),
    fetchContent: (sid: string): Promise<unknown> => content.fetch({ uri: `/Content/${sid}`, method: 'get' }),
  };
}

export type TwilioApi = ReturnType<typeof twilioApi>;

/** Runs a library call. An error of the library itself means that the answer is unreadable. */
export async function read<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AdapterFailure) throw error;
    throw failure('unknown', 'the answer cannot be read');
  }
}

/** Moves a Twilio URL to `baseUrl`. With one configured, Twilio itself is never called. */
export function rebased(address: URL, baseUrl: string | undefined): URL {
  if (baseUrl === undefined || !HOSTS.has(address.origin)) return address;
  return new URL(`${baseUrl.replace(/(?<!\/)\/+$/, '')}${address.pathname}${address.search}`);
}

export function authorization({ accountSid, authToken, apiKey, apiKeySecret }: TwilioAccess): string {
  const [user, password] = apiKey && apiKeySecret ? [apiKey, apiKeySecret] : [accountSid, authToken ?? ''];
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

async function request(config: TwilioAccess, fetch: typeof globalThis.fetch, signal: AbortSignal, wanted: LibraryRequest) {
  if (signal.aborted) throw failure('unreachable', 'the deadline had passed before the call');
  const named = new URL(wanted.uri);
  // A list response contains the URL of its next page. Our credentials may only go to Twilio.
  if (!HOSTS.has(named.origin)) throw failure('unknown', 'the next page is on another host');
  const url = rebased(named, config.baseUrl);
  for (const [name, value] of pairs(wanted.params)) url.searchParams.append(name, value);
  const headers = { ...wanted.headers, accept: 'application/json', authorization: authorization(config) };
  const body = wanted.data === undefined ? {} : { body: bodyOf(wanted) };

  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { method: wanted.method.toUpperCase(), headers, redirect: 'manual', signal, ...body });
    text = await response.text();
  } catch (error) {
    throw networkFailure(error);
  }
  const answer = parsed(text);
  if (!response.ok) throw refusal(response.status, answer, response.headers);
  if (answer === undefined) throw failure('unknown', 'the answer cannot be read', { httpStatus: response.status });
  return { statusCode: response.status, body: answer, headers: {} };
}

function bodyOf({ data, headers }: LibraryRequest): string {
  if (headers?.['Content-Type'] === 'application/json') return JSON.stringify(data);
  return new URLSearchParams(pairs(data)).toString();
}

/** Repeats the name for each item of a list, as Twilio expects. */
function pairs(values: Readonly<Record<string, unknown>> | undefined): [string, string][] {
  return Object.entries(values ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined)
      .map((one): [string, string] => [name, String(one)]),
  );
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
