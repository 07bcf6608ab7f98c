import type { Context } from 'koa';
import rawBody from 'raw-body';
import { Problem } from './problem.ts';

/** The body as it came. Past `limit` bytes it is refused with 413, by its announced length already. */
export async function rawBytes(ctx: Context, limit: number): Promise<Uint8Array> {
  const announced = ctx.request.length;
  try {
    return await rawBody(ctx.req, { limit, ...(announced === undefined ? {} : { length: announced }) });
  } catch (error) {
    const type = error instanceof Error && 'type' in error ? error.type : undefined;
    if (type === 'entity.too.large') throw new Problem(413, 'too_large', `The body is larger than ${limit} bytes.`);
    throw new Problem(400, 'broken_body', 'The body ended before its announced length.');
  }
}
