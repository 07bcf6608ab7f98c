import type { Account } from '#contracts/channel.ts';
import type { Log } from '#contracts/log.ts';
import { testClock } from '#test/support/clock.ts';
import type { SendingSamples } from '../channel.ts';
import { wire } from './wire.ts';
import type { SentRequest, Serve } from './wire.ts';

export interface Opened {
  readonly account: Account;
  readonly sent: readonly SentRequest[];
  /** Everything that was logged. */
  readonly lines: readonly unknown[];
}

/** A fresh account on its own network. */
export function opened(kit: Pick<SendingSamples, 'open'>, serve: Serve): Opened {
  const { fetch, sent } = wire(serve);
  const lines: unknown[] = [];
  const write = (message: string, fields?: unknown) => void lines.push([message, fields]);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const memory = new Map<string, string>();
  const remember = {
    get: async (key: string) => memory.get(key),
    set: async (key: string, value: string) => void memory.set(key, value),
  };
  const statusUrl = 'http://127.0.0.1:4010/webhooks/connection-1/status';
  return { account: kit.open({ fetch, clock: testClock(), log, remember, statusUrl }), sent, lines };
}
