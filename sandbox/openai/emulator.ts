import { Readable } from 'node:stream';
import type { Context } from 'koa';
import type { Clock } from '#contracts/clock.ts';
import { sandboxClock } from '../shared/clock.ts';
import type { RunningEmulator } from '../shared/run.ts';
import { readBody, serve } from '../shared/server.ts';
import { type Said, errorOf, responseOf } from './answers.ts';
import type { Mode, OpenAiSandbox } from './config.ts';
import { type CreateResponse, type Schema, createResponse, filled, inputOf, strictFault } from './request.ts';

export interface OpenAiEmulator extends RunningEmulator {
  /** Everything that was asked, with its headers. */
  readonly asked: readonly { readonly body: unknown; readonly headers: Readonly<Record<string, unknown>> }[];
  become(mode: Mode, more?: { readonly retryAfterSeconds?: number; readonly times?: number }): void;
  knows(text: string, means: Readonly<Record<string, unknown>>): void;
  /** From now on, this is what the model writes, whatever it is asked. */
  writes(text: string | undefined): void;
}

const LARGEST_REQUEST = 1_000_000;
const OTHER: Readonly<Record<string, unknown>> = { intent: 'other', question: false, keepsDraft: true, sure: false };

/**
 * Plays `POST /v1/responses` of OpenAI, as documented: one message with structured output, not streamed. It knows what some messages
 * mean and takes every other for `other`. It has no tools, no state, and no other endpoint.
 */
export async function startOpenAi(config: OpenAiSandbox, clock: Clock = sandboxClock()): Promise<OpenAiEmulator> {
  const asked: { body: unknown; headers: Record<string, unknown> }[] = [];
  const known = new Map<string, Readonly<Record<string, unknown>>>(config.known.map(({ text, means }) => [text, means]));
  const closing = new AbortController();
  let { mode, retryAfterSeconds } = config;
  let timesLeft = Infinity;
  let written: string | undefined;

  const server = await serve(config.port, (router) => router.post('/v1/responses', respond));
  return {
    url: `${server.url}/v1`,
    asked,
    become(next, { retryAfterSeconds: seconds = retryAfterSeconds, times = Infinity } = {}) {
      [mode, retryAfterSeconds, timesLeft] = [next, seconds, times];
    },
    knows: (text, means) => void known.set(text, means),
    writes(text) {
      written = text;
    },
    async stop() {
      closing.abort();
      await server.stop(0);
    },
  };

  async function respond(ctx: Context): Promise<void> {
    const raw = (await readBody(ctx, LARGEST_REQUEST)).toString();
    asked.push({ body: parsed(raw), headers: ctx.headers });
    const now = (timesLeft -= 1) >= 0 ? mode : 'right';
    if (ctx.get('authorization') !== `Bearer ${config.apiKey}`)
      return refuse(ctx, 401, errorOf('invalid_request_error', 'invalid_api_key', 'Incorrect API key provided.'));
    const request = createResponse.safeParse(parsed(raw));
    if (!request.success) {
      const param = request.error.issues[0]?.path.join('.') ?? null;
      return refuse(ctx, 400, errorOf('invalid_request_error', 'invalid_value', 'The request is invalid.', param));
    }
    const { model, text } = request.data;
    const fault = text?.format.strict ? strictFault(text.format.schema) : undefined;
    if (fault !== undefined)
      return refuse(ctx, 400, errorOf('invalid_request_error', null, `Invalid schema: ${fault}.`, 'text.format.schema'));
    if (!config.models.includes(model))
      return refuse(ctx, 404, errorOf('invalid_request_error', 'model_not_found', 'The model does not exist.', 'model'));
    return misbehave(ctx, request.data, now);
  }

  async function misbehave(ctx: Context, request: CreateResponse, now: Mode): Promise<void> {
    switch (now) {
      case 'slow':
        await clock.after(config.delayMs, closing.signal);
        break;
      case 'rate_limited':
        ctx.set('retry-after', String(retryAfterSeconds));
        return refuse(ctx, 429, errorOf('rate_limit_error', 'rate_limit_exceeded', 'Rate limit reached.'));
      case 'no_credit':
        return refuse(ctx, 429, errorOf('insufficient_quota', 'insufficient_quota', 'You exceeded your current quota.'));
      case 'failing':
        return refuse(ctx, 500, errorOf('server_error', null, 'The server had an error while processing your request.'));
      case 'hangs_up':
        ctx.respond = false;
        ctx.req.socket.destroy();
        return;
      case 'endless':
      case 'huge': {
        ctx.type = 'application/json';
        ctx.body = Readable.from(now === 'huge' ? spaces(1_000) : spaces(Infinity));
        return;
      }
      case 'nonsense':
        ctx.type = 'text/html';
        ctx.body = '<html><body>It works!</body></html>';
        return;
    }
    ctx.body = responseOf(request, said(request, now), { n: asked.length, at: clock.now() });
  }

  function said(request: CreateResponse, now: Mode): Said {
    const right = write(request, meaningOf(request));
    switch (now) {
      case 'refusal':
        return { kind: 'refusal', text: 'I’m sorry, but I cannot assist with that.' };
      case 'cut_off':
        return { kind: 'cut_off', text: right.slice(0, 20), reason: 'max_output_tokens' };
      case 'filtered':
        return { kind: 'cut_off', text: '', reason: 'content_filter' };
      case 'invented_service':
        return { kind: 'text', text: write(request, { ...meaningOf(request), intent: 'book', services: ['s999'] }) };
      case 'invented_day':
        return { kind: 'text', text: write(request, { ...meaningOf(request), intent: 'book', date: '2026-02-31' }) };
      case 'other_shape':
        return { kind: 'text', text: JSON.stringify({ reply: 'You are booked for 15:00.', price: 5 }) };
      case 'prose':
        return { kind: 'text', text: 'Of course! You are booked for tomorrow at 15:00.' };
      case 'broken_json':
        return { kind: 'text', text: right.slice(0, -10) };
      case 'empty':
        return { kind: 'nothing' };
      default:
        return { kind: 'text', text: written ?? right };
    }
  }

  function meaningOf(request: CreateResponse): Readonly<Record<string, unknown>> {
    const input = inputOf(request);
    // A message is the whole of what is asked, or a text within JSON; a name before it may read the same, so the last one counts.
    const within = Array.from(known, ([text, means]) => ({ at: input.lastIndexOf(JSON.stringify(text)), means }));
    const last = within.reduce((one, other) => (other.at >= one.at ? other : one), { at: 0, means: OTHER });
    return known.get(input) ?? last.means;
  }
}

function write({ text }: CreateResponse, means: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(text?.format.strict ? filled(text.format.schema as Schema, means) : means);
}

function refuse(ctx: Context, status: number, body: unknown): void {
  ctx.status = status;
  ctx.body = body;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function* spaces(pieces: number): Generator<string> {
  for (let n = 0; n < pieces; n += 1) yield ' '.repeat(1_000);
}
