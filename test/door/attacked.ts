import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { endsWithUs } from '#test/support/ends-with-us.ts';
import type { Worst } from './healthy.ts';

const place = z.object({ metaUrl: z.string(), twilioUrl: z.string(), appSecret: z.string(), authToken: z.string() });
export type Place = z.infer<typeof place>;
const worst = z.object({ delayMs: z.number(), requests: z.number(), refused: z.number() });

/** Small, so that an attack that is only answered by taking more and more memory ends the process. */
const HEAP_MB = 300;

export interface Attacked extends AsyncDisposable, Place {
  /** Does it, and says what healthy requests met meanwhile. Rejects when the server is gone. */
  during(attack: () => Promise<unknown>): Promise<Worst>;
}

/** The server in a process of its own: what an attacker's client costs is not counted. */
export async function attacked(): Promise<Attacked> {
  const child = endsWithUs(fork(join(import.meta.dirname, 'server.ts'), { execArgv: [`--max-old-space-size=${HEAP_MB}`] }));
  const gone = once(child, 'exit');
  const next = async () => {
    const [said] = await Promise.race([once(child, 'message'), gone.then(() => [])]);
    if (said === undefined) throw new Error('the server is gone');
    return said as unknown;
  };
  const measured = async () => {
    if (!child.connected) throw new Error('the server is gone');
    const answer = next();
    child.send('measured');
    return worst.parse(await answer);
  };

  const found = place.parse(await next());
  await measured();
  return {
    ...found,
    async during(attack) {
      await measured();
      await attack().catch((error: unknown) => error);
      return measured();
    },
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}
