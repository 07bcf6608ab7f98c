import axios from 'axios';
import type { AxiosRequestConfig, AxiosResponse } from 'axios';
import { AdapterFailure } from '#contracts/failure.ts';
import type { AccountConfig } from './config.ts';
import { networkFailure, refusal } from './errors.ts';
import { readJson } from './json.ts';
import { NAME } from './name.ts';

const LARGEST_ANSWER = 1_000_000;

/** Where the Graph API is, and the token for it. */
export type GraphAccess = Pick<AccountConfig, 'accessToken' | 'baseUrl' | 'graphVersion'>;

export interface Bytes {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: ReadableStream<Uint8Array> | null;
}

/** A client for the Graph API. Every error is an `AdapterFailure`; no axios error leaves this file. */
export interface Graph {
  get(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<unknown>;
  post(path: string, body: unknown, signal: AbortSignal): Promise<unknown>;
  /** Downloads a URL with the token; the caller must have checked the host. Does not follow redirects. */
  stream(url: string, signal: AbortSignal): Promise<Bytes>;
}

export function graphClient(config: GraphAccess, fetch: typeof globalThis.fetch): Graph {
  const http = axios.create({
    adapter: 'fetch',
    env: { fetch },
    headers: { Authorization: `Bearer ${config.accessToken}` },
    validateStatus: () => true,
    maxRedirects: 0,
  });

  async function ask<T>(request: AxiosRequestConfig, signal: AbortSignal): Promise<AxiosResponse<T>> {
    if (signal.aborted) throw new AdapterFailure(NAME, 'unreachable', 'the deadline had passed before the call');
    try {
      return await http.request<T>({ ...request, signal });
    } catch (error) {
      throw networkFailure(error);
    }
  }

  async function call(request: AxiosRequestConfig, path: string, signal: AbortSignal): Promise<unknown> {
    const { status, data, headers } = await ask<unknown>(
      {
        ...request,
        url: `${config.baseUrl}/${config.graphVersion}/${path}`,
        responseType: 'text',
        transformResponse: (text: unknown) => text,
        maxContentLength: LARGEST_ANSWER,
      },
      signal,
    );
    const text = typeof data === 'string' ? data : '';
    const refused = refusal({ status, text, retryAfter: headerOf(headers['retry-after']) });
    if (refused) throw refused;
    return readJson(text);
  }

  return {
    get: (path, query, signal) => call({ method: 'GET', params: query }, path, signal),
    post: (path, body, signal) => call({ method: 'POST', data: body }, path, signal),
    async stream(url, signal) {
      const { status, data, headers } = await ask<Bytes['body']>({ method: 'GET', url, responseType: 'stream' }, signal);
      const named = ['location', 'content-type', 'content-length'].map((name) => [name, headerOf(headers[name])] as const);
      return { status, headers: Object.fromEntries(named), body: data };
    },
  };
}

function headerOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
