import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { type Route, carriesVersion, errorsOf } from '#contracts/api/route.ts';
import { Problem } from './problem.ts';
import type { AnyReply } from '#contracts/api/served.ts';

/** What every route can answer with, whatever it does. */
const ANYWHERE = /^(store_\w+|unexpected|undescribed)$/;

/** @throws Problem 500 `undescribed` if the route does not describe this reply: another status, a wrong field, or one more field. */
export function checkReply(route: Route, { status, version, body }: AnyReply): void {
  const answer = route.answers[status];
  if (!answer) throw undescribed(route, `the status ${status}`);
  if ((version !== undefined) !== carriesVersion(route)) throw undescribed(route, 'whether it has an ETag');
  if (answer.kind !== 'json') return;
  const sent: unknown = JSON.parse(JSON.stringify(body));
  const wrong = undescribedIn(answer.shape, sent);
  if (wrong !== undefined) throw undescribed(route, wrong);
}

export function checkProblem(route: Route, { code }: Problem): void {
  const described: readonly string[] = errorsOf(route);
  if (!described.includes(code) && !ANYWHERE.test(code)) throw undescribed(route, `the error ${code}`);
}

/** The first field that does not fit. Parsing leaves out what a shape does not name, so a difference is an undescribed field. */
function undescribedIn(shape: z.ZodType, sent: unknown): string | undefined {
  const result = shape.safeParse(sent);
  if (!result.success) {
    const [issue] = result.error.issues;
    return `${issue?.path.join('.')}: ${issue?.message}`;
  }
  return isDeepStrictEqual(result.data, sent) ? undefined : `a field that is not described: ${extra(sent, result.data)}`;
}

function extra(sent: unknown, kept: unknown): string {
  if (typeof sent !== 'object' || sent === null || typeof kept !== 'object' || kept === null) return '';
  const known = new Map(Object.entries(kept));
  for (const [name, value] of Object.entries(sent)) {
    if (!known.has(name)) return name;
    if (!isDeepStrictEqual(value, known.get(name))) return `${name}.${extra(value, known.get(name))}`;
  }
  return '';
}

function undescribed(route: Route, what: string): Problem {
  return new Problem(500, 'undescribed', `${route.name} does not describe ${what}`);
}
