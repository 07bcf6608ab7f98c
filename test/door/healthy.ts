import type { Answer } from '#test/http/ask.ts';

export interface Worst {
  /** Processor time of the server's thread until a healthy request had its answer. */
  readonly delayMs: number;
  /** Healthy requests that were answered meanwhile. */
  readonly requests: number;
  /** Those that were answered with anything but 200. */
  readonly refused: number;
}

const PAUSE_MS = 2;
/** What an attack leaves behind is still worked on when the attack has its answer. */
const MORE_AFTERWARDS = 10;
const NOTHING_YET: Worst = { delayMs: 0, requests: 0, refused: 0 };

/**
 * Sends one small signed webhook after another, over real connections, to the server that runs in this very thread.
 *
 * A delay is counted in processor time of the thread, not in wall-clock time: client and server take turns on one event loop, so
 * all that the server does before it answers is counted, and what other processes and the disk do is not. That makes the number
 * the same on a busy machine. Counting begins when the answer before was there, so a stall between two requests counts as well.
 * The webhook is always the same one: it is verified, written and found to be there already, and leaves no work behind.
 */
export function healthyDelays(say: (body: string) => Promise<Answer>, body: string) {
  let worst = NOTHING_YET;
  let stopped = false;
  let answered = () => {};

  async function run(): Promise<void> {
    let before = processorMs();
    while (!stopped) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      const answer = await say(body).catch(() => undefined);
      const now = processorMs();
      worst = {
        delayMs: Math.max(worst.delayMs, now - before),
        requests: worst.requests + 1,
        refused: worst.refused + (answer?.status === 200 ? 0 : 1),
      };
      before = now;
      answered();
    }
  }
  const running = run();

  return {
    /** The worst since it was asked before. */
    async worst(): Promise<Worst> {
      for (let n = 0; n < MORE_AFTERWARDS; n += 1) await new Promise<void>((next) => (answered = next));
      const found = worst;
      worst = NOTHING_YET;
      return found;
    },
    async stop(): Promise<void> {
      stopped = true;
      await running;
    },
  };
}

function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
