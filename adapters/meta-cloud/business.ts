import { createHmac } from 'node:crypto';
import type { BusinessAccount, BusinessNumber, BusinessTools, NamedNumber, Subscription } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { type Graph, graphClient } from './client.ts';
import type { BusinessConfig } from './config.ts';
import { fields, idOf, items, words } from './json.ts';
import { NAME } from './name.ts';

const NEEDED = ['whatsapp_business_management', 'whatsapp_business_messaging'];
const NUMBER_FIELDS = 'id,display_phone_number,verified_name,status,quality_rating,platform_type';
/** Pages of 100 numbers. Meta allows far fewer numbers than this in a business account. */
const MOST_PAGES = 10;
const LONGEST_CALLBACK = 200;
/** What an app subscribes to. Without `messages` Meta sends no messages, whatever else is set. */
const OBJECT = 'whatsapp_business_account';
const APP_FIELDS = 'messages,account_update,message_template_status_update,phone_number_quality_update,security';

/** A business account (WABA) as one access token sees it. */
export function openBusiness(config: BusinessConfig, { fetch }: BusinessTools): BusinessAccount {
  const graph = graphClient(config, fetch);
  /** Proves the app secret. Meta refuses a call whose proof does not belong to the app of the token. */
  const proof = createHmac('sha256', config.appSecret).update(config.accessToken).digest('hex');

  return {
    async numbers(signal) {
      const { accounts } = await tokenOf(config, graph, signal);
      if (accounts.length === 0) throw misconfigured('the access token names no business account: enter the id of yours (WABA)');
      const found = await Promise.all(accounts.map((account) => numbersOf(account, signal)));
      return found.flat();
    },

    async subscribe(number, { url, verifyToken }, signal) {
      if (url.length > LONGEST_CALLBACK) throw misconfigured(`Meta takes webhook URLs of ${LONGEST_CALLBACK} characters at most`);
      const edge = subscribedApps(number);
      const { appId } = await tokenOf(config, graph, signal);
      await subscribeApp(appId, url, verifyToken, signal);
      // Meta's page "Webhook overrides": the app must be subscribed before the URL is overridden.
      if ((await subscription(appId, edge, url, signal)) === 'nowhere') await inWords(() => graph.post(edge, {}, signal));
      await notVerified(() => graph.post(edge, { override_callback_uri: url, verify_token: verifyToken }, signal));
      if ((await subscription(appId, edge, url, signal)) !== 'ours')
        throw new AdapterFailure(NAME, 'rejected', 'Meta did not keep the webhook URL of this business account: try again');
    },

    async check(number, url, signal) {
      const { appId } = await tokenOf(config, graph, signal);
      const app = await appFields(appId, signal);
      return app?.includes('messages') ? subscription(appId, subscribedApps(number), url, signal) : 'nowhere';
    },
  };

  async function numbersOf(account: string, signal: AbortSignal): Promise<readonly BusinessNumber[]> {
    const found: BusinessNumber[] = [];
    let after: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = { fields: NUMBER_FIELDS, limit: '100', ...(after === undefined ? {} : { after }) };
      const answer = fields(await proven(`${encodeURIComponent(account)}/phone_numbers`, query, signal));
      found.push(...items(answer.data).flatMap((number) => numberOf(number, account)));
      after = words(fields(fields(answer.paging).cursors).after);
      if (after === undefined || fields(answer.paging).next === undefined) return found;
    }
    return found;
  }

  /** Meta answers both a wrong proof and an unknown node with code 100, so the call is repeated without the proof. */
  async function proven(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<unknown> {
    try {
      return await graph.get(path, { ...query, appsecret_proof: proof }, signal);
    } catch (error) {
      if (!hasCode(error, '100')) throw inOurWords(error);
      await inWords(() => graph.get(path, query, signal));
      throw unauthorized('the app secret does not belong to the app of this access token: copy it from the same app');
    }
  }

  /** An app that has no webhook yet gets this one. One that has another keeps it: the business account overrides it for messages. */
  async function subscribeApp(appId: string, url: string, verifyToken: string, signal: AbortSignal): Promise<void> {
    const subscribed = await appFields(appId, signal);
    if (subscribed?.includes('messages')) return;
    if (subscribed !== undefined)
      throw misconfigured(
        'the app is not subscribed to the field messages: switch it on in the app dashboard, WhatsApp, Configuration, Webhook fields',
      );
    const wanted = { object: OBJECT, callback_url: url, verify_token: verifyToken, fields: APP_FIELDS };
    await notVerified(() => appGraph(appId).post(`${encodeURIComponent(appId)}/subscriptions`, wanted, signal));
  }

  /** The fields that the app is subscribed to. `undefined` if it has no webhook. Meta's page "Subscriptions Edge". */
  async function appFields(appId: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
    const answer = fields(await inWords(() => appGraph(appId).get(`${encodeURIComponent(appId)}/subscriptions`, {}, signal)));
    const own = items(answer.data).find((one) => fields(one).object === OBJECT);
    return own === undefined ? undefined : items(fields(own).fields).flatMap((one) => words(fields(one).name) ?? []);
  }

  /** This edge takes the access token of the app, not of a user. */
  function appGraph(appId: string): Graph {
    return graphClient({ ...config, accessToken: `${appId}|${config.appSecret}` }, fetch);
  }

  async function subscription(appId: string, edge: string, url: string, signal: AbortSignal): Promise<Subscription> {
    const answer = fields(await inWords(() => graph.get(edge, {}, signal)));
    const own = items(answer.data).find((one) => idOf(fields(fields(one).whatsapp_business_api_data).id) === appId);
    if (own === undefined) return 'nowhere';
    return words(fields(own).override_callback_uri) === url ? 'ours' : 'elsewhere';
  }
}

interface Token {
  readonly appId: string;
  /** The business accounts that it may use, newest first, or the one that was entered. */
  readonly accounts: readonly string[];
}

/** What Meta says about the token. Meta takes the token as a query parameter here, and knows no other way. */
async function tokenOf(config: BusinessConfig, graph: Graph, signal: AbortSignal): Promise<Token> {
  const answer = await inWords(() => graph.get('debug_token', { input_token: config.accessToken }, signal));
  const { app_id, is_valid, scopes, granular_scopes } = fields(fields(answer).data);
  const appId = idOf(app_id);
  if (is_valid !== true || appId === undefined) throw unauthorized('the access token has expired or was revoked: make a new one');
  const missing = NEEDED.filter((scope) => !items(scopes).includes(scope));
  if (missing.length > 0)
    throw unauthorized(`the access token lacks the permission ${missing.join(' and ')}: make one that has it`);
  const granted = items(granular_scopes).find((one) => fields(one).scope === NEEDED[0]);
  const named = items(fields(granted).target_ids).flatMap((id) => idOf(id) ?? []);
  return { appId, accounts: config.businessAccountId === undefined ? named : [config.businessAccountId] };
}

function numberOf(answer: unknown, businessAccount: string): readonly BusinessNumber[] {
  const number = fields(answer);
  const id = idOf(number.id);
  const digits = words(number.display_phone_number)?.replaceAll(/\D/g, '');
  if (id === undefined || !digits || !/^[1-9]\d{6,14}$/.test(digits)) return [];
  const status = words(number.status) ?? '';
  const problem = problemOf(status, words(number.platform_type));
  return [
    {
      id,
      number: `+${digits}`,
      name: words(number.verified_name) ?? '',
      status,
      quality: words(number.quality_rating) ?? '',
      ...(problem === undefined ? {} : { problem }),
      businessAccount,
      identityScope: `meta:${businessAccount}`,
    },
  ];
}

/** The statuses of Meta's specification, and those seen in production. An unknown one is no problem. */
function problemOf(status: string, platform: string | undefined): string | undefined {
  if (['BANNED', 'RESTRICTED', 'DELETED', 'MIGRATED'].includes(status))
    return `Meta says ${status}: see the number in WhatsApp Manager.`;
  if (['PENDING', 'UNLINKED', 'DISCONNECTED', 'UNVERIFIED', 'OFFLINE'].includes(status))
    return `Meta says ${status}: verify and register the number in WhatsApp Manager.`;
  if (platform !== undefined && platform !== 'CLOUD_API')
    return 'The number is not registered for the Cloud API: register it in WhatsApp Manager.';
  return undefined;
}

function subscribedApps({ businessAccount }: NamedNumber): string {
  return `${encodeURIComponent(businessAccount)}/subscribed_apps`;
}

async function inWords<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw inOurWords(error);
  }
}

/** Meta calls the URL before it keeps it. Its code for a URL that does not answer is 100 in the specification, and 2200 in production. */
async function notVerified<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!hasCode(error, '100') && !hasCode(error, '2200')) throw inOurWords(error);
    throw new AdapterFailure(
      NAME,
      'rejected',
      'Meta could not verify the webhook URL: it must be reachable from the internet, over https',
      detailOf(error),
    );
  }
}

/** The words for sends do not fit calls about an account. */
function inOurWords(error: unknown): unknown {
  if (!(error instanceof AdapterFailure)) return error;
  const detail = detailOf(error);
  const code = Number(detail.providerCode ?? Number.NaN);
  const again = (words: string) => new AdapterFailure(NAME, error.code, words, detail);
  if (code === 190 || code === 0 || detail.httpStatus === 401)
    return again('the access token is not accepted: copy it again, or make a new one');
  if (code === 10 || code === 3 || (code >= 200 && code <= 299))
    return again('the access token may not use this business account: give its system user full control of it');
  if (code === 100 || code === 803)
    return new AdapterFailure(
      NAME,
      'misconfigured',
      'the access token does not see this business account: check its id (WABA)',
      detail,
    );
  return error;
}

function detailOf(error: unknown): AdapterFailure['detail'] {
  return error instanceof AdapterFailure ? error.detail : {};
}

function hasCode(error: unknown, code: string): boolean {
  return detailOf(error).providerCode === code;
}

function unauthorized(words: string): AdapterFailure {
  return new AdapterFailure(NAME, 'unauthorized', words);
}

function misconfigured(words: string): AdapterFailure {
  return new AdapterFailure(NAME, 'misconfigured', words);
}
