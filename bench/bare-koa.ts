import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import Koa from 'koa';
import { answering } from './child.ts';
import { cpuMs, memory } from './usage.ts';
import { META } from './webhook-bodies.ts';

/** The floor of durable ingest: Koa, the signature, and one row per request under a shared fsync. Nothing else. */
const answers = {
  async open({ file }: { readonly file: string }): Promise<{ readonly port: number }> {
    const append = groupedRows(file);
    const app = new Koa();
    app.use(async (ctx) => {
      const chunks: Buffer[] = [];
      for await (const chunk of ctx.req) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const given = Buffer.from(ctx.get('x-hub-signature-256').slice('sha256='.length), 'hex');
      const made = createHmac('sha256', META.appSecret).update(body).digest();
      if (given.length !== made.length || !timingSafeEqual(given, made)) return ctx.throw(401);
      await append(body.toString());
      ctx.body = 'stored';
    });
    const server = createServer(app.callback());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    return { port: (server.address() as AddressInfo).port };
  },
  cpuMs,
  memory,
};
export type BareKoaAnswers = typeof answers;

function groupedRows(file: string): (body: string) => Promise<void> {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000');
  db.exec('CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)');
  const insert = db.prepare('INSERT INTO rows (body) VALUES (?)');
  let waiting: { readonly body: string; readonly done: () => void }[] = [];

  return (body) =>
    new Promise((resolve) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ body, done: resolve });
    });

  function flush(): void {
    const group = waiting;
    waiting = [];
    db.exec('BEGIN IMMEDIATE');
    for (const row of group) insert.run(row.body);
    db.exec('COMMIT');
    for (const row of group) row.done();
  }
}

answering(answers);
