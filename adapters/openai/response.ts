import { z } from 'zod';
import type { Answer, NoProposal, Used } from '#contracts/assistant.ts';
import { meaning } from '#contracts/meaning.ts';

const tokens = z.int().nonnegative().catch(0);
/** As much of a response as is used. Compatible servers leave out a lot. */
const response = z.object({
  status: z.string().optional(),
  incomplete_details: z.object({ reason: z.string().optional() }).nullish(),
  output: z.array(
    z.object({
      type: z.string(),
      content: z
        .array(z.object({ type: z.string(), text: z.string().optional() }))
        .nullish()
        .catch([]),
    }),
  ),
  usage: z
    .object({
      input_tokens: tokens,
      output_tokens: tokens,
      input_tokens_details: z.object({ cached_tokens: tokens }).nullish(),
    })
    .nullish()
    .catch(undefined),
});

export const NOTHING_USED: Used = { input: 0, cachedInput: 0, output: 0 };

export function plus(a: Used, b: Used): Used {
  return { input: a.input + b.input, cachedInput: a.cachedInput + b.cachedInput, output: a.output + b.output };
}

/** The meaning that a response holds, or why it holds none. */
export function readResponse(body: unknown): Answer {
  const read = response.safeParse(body);
  if (!read.success) return none('unusable', NOTHING_USED);
  const { status = 'completed', incomplete_details: cut, output, usage } = read.data;
  const input = usage?.input_tokens ?? 0;
  const used: Used = {
    input,
    cachedInput: Math.min(usage?.input_tokens_details?.cached_tokens ?? 0, input),
    output: usage?.output_tokens ?? 0,
  };
  if (status !== 'completed') return none(cut?.reason === 'content_filter' ? 'declined' : 'unusable', used);
  const parts = output.filter(({ type }) => type === 'message').flatMap(({ content }) => content ?? []);
  if (parts.some(({ type }) => type === 'refusal')) return none('declined', used);
  const [only, ...others] = parts.filter(({ type }) => type === 'output_text');
  const proposal = others.length === 0 ? meaning.safeParse(withoutNulls(json(only?.text ?? ''))) : undefined;
  return proposal?.success ? { kind: 'proposed', meaning: proposal.data, used } : none('unusable', used);
}

function none(why: NoProposal, used: Used): Answer {
  return { kind: 'none', why, used };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** In a strict schema, what is not said is `null`. The response is bounded, and so is the depth of this. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, of]) => (of === null ? [] : [[key, withoutNulls(of)]])));
}
