import type { CreateResponse } from './request.ts';

/** About four letters of English are a token. */
const LETTERS_PER_TOKEN = 4;

export type Said =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refusal'; readonly text: string }
  | { readonly kind: 'cut_off'; readonly text: string; readonly reason: 'max_output_tokens' | 'content_filter' }
  | { readonly kind: 'nothing' };

/** A response object, with every field that the specification requires. */
export function responseOf(asked: CreateResponse, said: Said, { n, at }: { readonly n: number; readonly at: number }) {
  const inputTokens = Math.ceil(JSON.stringify(asked).length / LETTERS_PER_TOKEN);
  const text = said.kind === 'nothing' ? '' : said.text;
  const outputTokens = Math.ceil(text.length / LETTERS_PER_TOKEN);
  const id = String(n).padStart(8, '0');
  const cut = said.kind === 'cut_off';
  return {
    id: `resp_${id}`,
    object: 'response',
    created_at: Math.floor(at / 1_000),
    status: cut ? 'incomplete' : 'completed',
    background: false,
    error: null,
    incomplete_details: cut ? { reason: said.reason } : null,
    instructions: asked.instructions ?? null,
    max_output_tokens: asked.max_output_tokens ?? null,
    model: asked.model,
    output: said.kind === 'nothing' ? [] : [messageOf(said, id)],
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: asked.reasoning?.effort ?? null, summary: null },
    store: asked.store ?? true,
    temperature: 1,
    text: asked.text ?? { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    truncation: 'disabled',
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: inputTokens + outputTokens,
    },
    metadata: {},
  };
}

function messageOf(said: Exclude<Said, { kind: 'nothing' }>, id: string) {
  const content =
    said.kind === 'refusal'
      ? { type: 'refusal', refusal: said.text }
      : { type: 'output_text', text: said.text, annotations: [], logprobs: [] };
  return {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    status: said.kind === 'cut_off' ? 'incomplete' : 'completed',
    content: [content],
  };
}

export function errorOf(type: string, code: string | null, message: string, param: string | null = null) {
  return { error: { message, type, param, code } };
}
