import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'nats';
import { type NatsBus, openNats } from '#adapters/nats/index.ts';
import type { SqliteEngine } from '#adapters/sqlite/index.ts';
import type { Clock } from '#contracts/clock.ts';
import type { Pending } from '#contracts/pending.ts';
import type { Engine, Subject } from '#test/contracts/subject.ts';
import { quietLog } from '#test/support/quiet.ts';
import { logAsPending } from './nats-pending.ts';
import { engineOn } from './sqlite-engine.ts';

/** Few, so that keys of a case share them. */
export const PARTITIONS = 3;
let opened = 0;

export function freshPrefix(): string {
  return `t${process.pid}-${(opened += 1)}`;
}

export function busOn(
  url: string,
  prefix: string,
  clock: Clock,
  pending: Pending,
  republish?: () => Promise<void>,
): Promise<NatsBus> {
  return openNats({
    url,
    prefix,
    partitions: PARTITIONS,
    clock,
    pending,
    ...(republish ? { republish } : {}),
    log: quietLog,
    newId: () => crypto.randomUUID(),
  });
}

/** The embedded store with JetStream as its bus. */
export function natsEngine(name: string, url: () => string): Engine {
  return {
    name,
    async open(collections, clock) {
      const folder = await mkdtemp(join(tmpdir(), 'deskbell-'));
      const file = join(folder, 'data.db');
      const prefix = freshPrefix();
      const first = await engineOn(file, collections, clock);
      const log = logAsPending(file);
      return subject(first);

      async function subject(engine: SqliteEngine): Promise<Subject> {
        const bus = await busOn(url(), prefix, clock, log.pending);
        return {
          store: log.watched(engine.store),
          bus: bus.bus,
          notices: bus.notices,
          later: engine.later,
          expiring: engine.expiring,
          async reopen(others = collections) {
            await bus[Symbol.asyncDispose]();
            await engine[Symbol.asyncDispose]();
            return subject(await engineOn(file, others, clock));
          },
          async beside() {
            const other = await engineOn(file, collections, clock);
            const otherBus = await busOn(url(), prefix, clock, log.pending);
            return {
              store: log.watched(other.store),
              bus: otherBus.bus,
              notices: otherBus.notices,
              later: other.later,
              expiring: other.expiring,
              async close() {
                await otherBus[Symbol.asyncDispose]();
                await other[Symbol.asyncDispose]();
              },
            };
          },
          async close() {
            await bus[Symbol.asyncDispose]();
            await engine[Symbol.asyncDispose]();
            log.close();
            await forget(url(), prefix);
            await rm(folder, { recursive: true, force: true });
          },
        };
      }
    },
  };
}

/** A server that is not ours is left as it was found. */
export async function forget(url: string, prefix: string): Promise<void> {
  const nc = await connect({ servers: url });
  const jsm = await nc.jetstreamManager();
  for await (const { config } of jsm.streams.list())
    if (config.name.startsWith(`${prefix}_`) || config.name.startsWith(`KV_${prefix}_`)) await jsm.streams.delete(config.name);
  await nc.close();
}
