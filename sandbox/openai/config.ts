import { z } from 'zod';

/** What the emulator does instead of answering right. */
export const MODES = [
  'right',
  'refusal',
  'cut_off',
  'filtered',
  'invented_service',
  'invented_day',
  'other_shape',
  'prose',
  'broken_json',
  'empty',
  'slow',
  'rate_limited',
  'no_credit',
  'failing',
  'hangs_up',
  'endless',
  'huge',
  'nonsense',
] as const;
export type Mode = (typeof MODES)[number];

export const openAiSandbox = z.strictObject({
  /** 0 picks a free port. */
  port: z.int().min(0).max(65_535).default(0),
  apiKey: z.string().min(1),
  models: z.array(z.string().min(1)).min(1).default(['gpt-5.6-luna']),
  mode: z.enum(MODES).default('right'),
  /** What each message means, in the ids that requests use. */
  known: z.array(z.strictObject({ text: z.string().min(1), means: z.record(z.string(), z.unknown()) })).default([]),
  /** Of the mode `slow`. */
  delayMs: z.int().min(0).default(10_000),
  /** Of the mode `rate_limited`. */
  retryAfterSeconds: z.number().min(0).default(20),
});
export type OpenAiSandbox = z.infer<typeof openAiSandbox>;
