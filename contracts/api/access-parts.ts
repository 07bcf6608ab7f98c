import { z } from 'zod';
import { PLATFORM_ROLES, ROLES } from '../access.ts';
import { json } from './route.ts';

// Fields that several routes about people and signing in have in common.

// oxlint-disable-next-line no-control-regex
const PLAIN = /^[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]*$/u;
export const email = z
  .string()
  .max(254, 'must have at most 254 characters')
  .trim()
  .regex(/^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\]+\.[^\s@<>(),;:"[\]\\.]+$/, 'must be an e-mail address')
  .regex(PLAIN, 'must be an e-mail address');
export const password = z.string().min(1, 'must not be empty').max(1_000, 'must have at most 1,000 characters');
export const code = z
  .string()
  .max(40)
  .default('')
  .describe('The six digits of the second factor, or a recovery code. Only where the answer was `code_needed`.');
export const personName = z
  .string()
  .max(80, 'must have at most 80 characters')
  .regex(PLAIN, 'must be plain text without control characters')
  .trim();
export const linkToken = z.string().min(20).max(100);
export const role = z.enum(ROLES, `must be one of ${ROLES.join(', ')}`);
export const platformRole = z.enum(PLATFORM_ROLES, `must be one of ${PLATFORM_ROLES.join(', ')}`);
export const done = json(z.object({ done: z.literal(true) }), 'It is done.');
export const slowly = ['slow_down', 'busy'] as const;
