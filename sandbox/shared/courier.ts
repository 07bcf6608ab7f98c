import type { EpochMs } from '#contracts/clock.ts';
import type { SandboxClock } from './clock.ts';
import { HOLDS_LANE_FOR, KNOCK_MS, MOST_CHARACTERS, STRAY_MS, succeeded } from './courier-rules.ts';
import type { CourierRules, Outcome, Pending, Update } from './courier-rules.ts';
import type { Passages } from './passages.ts';
import type { FaultSwitches } from './faults.ts';
import type { SandboxFile } from './file.ts';
import { type Item, lanes, stray } from './lanes.ts';
import type { Random } from './random.ts';
import { answers, send } from './send.ts';

/**
 * Delivers webhooks to the app: durable, at least once, in order within a lane, and with the provider's retries. Unless the rules
 * say otherwise, webhooks wait while nobody listens at their URL, and are delivered soon after somebody does.
 */
export interface Courier {
  /** Inside `file.write` only. */
  add(updates: readonly Update[]): void;
  pending(): number;
  stop(): Promise<void>;
}

export interface CourierParts {
  readonly file: SandboxFile;
  readonly clock: Pick<SandboxClock, 'now' | 'until'>;
  readonly random: Random;
  readonly faults: FaultSwitches;
  readonly rules: CourierRules;
  readonly passages: Passages;
  /** Runs in the write that removes updates which the app has taken. */
  readonly taken: (updates: readonly Pending[]) => void;
}

interface Row {
  readonly seq: number;
  readonly lane: string;
  readonly kind: Update['kind'];
  readonly about: string | null;
  readonly url: string;
  readonly payload: string;
  readonly since: number;
  readonly due: number;
  readonly attempts: number;
  readonly again: number;
}

export function startCourier({ file, clock, random, faults, rules, passages, taken }: CourierParts): Courier {
  const waiting = lanes();
  /** When and by which request a message that is under way was first presented; a restart only knows since when it waits. */
  const presented = new Map<number, { readonly request: number; readonly at: EpochMs }>();
  const before = new Set<number>();
  for (const row of file.rows<Row>('SELECT seq, lane, url, due, attempts FROM webhooks ORDER BY seq')) {
    waiting.add({ ...row });
    before.add(row.seq);
  }
  let requests = passages.lastRequest();

  const stopping = new AbortController();
  /** A URL is open once somebody has listened there, and closed again when nobody does. */
  const doors = new Map<string, 'open' | 'shut'>();
  const out = new Set<Promise<void>>();
  const knocks = new Set<Promise<void>>();
  let sleep = new AbortController();
  const wake = (): void => sleep.abort();
  const track = (set: Set<Promise<void>>, work: Promise<void>): void => {
    set.add(work);
    void work.finally(() => {
      set.delete(work);
      wake();
    });
  };

  const waits = rules.waitsForListener ?? true;
  const open = (url: string): boolean => !waits || doors.get(url) === 'open';

  function add(updates: readonly Update[]): void {
    for (const update of updates) {
      if (update.kind === 'status' && faults.strikes('dropReceipts')) continue;
      const since = clock.now();
      const overtaken = faults.strikes('reorder');
      const due = since + (update.afterMs ?? 0) + faults.now().delayMs + (overtaken ? random() * STRAY_MS : 0);
      const inserted = file.row<{ seq: number }>(
        `INSERT INTO webhooks (lane, kind, about, url, payload, since, due, attempts, again)
         VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0) RETURNING seq`,
        update.lane,
        update.kind,
        update.about ?? null,
        update.url,
        update.payload,
        since,
        Math.ceil(due),
      );
      if (!inserted) continue;
      const lane = overtaken ? stray(inserted.seq) : update.lane;
      if (overtaken) file.run('UPDATE webhooks SET lane = ? WHERE seq = ?', lane, inserted.seq);
      const item: Item = { seq: inserted.seq, lane, url: update.url, due: Math.ceil(due), attempts: 0 };
      file.afterWrite(() => {
        waiting.add(item);
        if (waits && !doors.has(item.url)) shut(item.url, 0);
        wake();
      });
    }
  }

  async function deliver(group: readonly Item[]): Promise<void> {
    const { items, rows } = fitting(group);
    const updates = rows.map(pendingOf);
    const post = rules.post(updates);
    present(rows);
    const outcome = await send(post, post.timeoutMs ?? rules.timeoutMs, stopping.signal);
    if (outcome === 'stopped') return;
    if (succeeded(outcome)) await settle(items, rows, updates);
    else await postpone(items, rows, outcome);
  }

  function present(rows: readonly Row[]): void {
    requests += 1;
    const now = clock.now();
    for (const { seq, since } of rows)
      if (!presented.has(seq)) presented.set(seq, { request: requests, at: before.has(seq) ? since : now });
  }

  /** Inside `file.write` only. Of messages only: their order is what is judged. */
  function passed({ seq, kind, about }: Row, acknowledged?: EpochMs): void {
    const first = presented.get(seq);
    presented.delete(seq);
    if (kind !== 'message' || about === null || !first) return;
    passages.add({ id: about, request: first.request, presented: first.at, acknowledged });
  }

  /** The first of a group, as many as one request may carry. Lanes that stay behind altogether are home again at once. */
  function fitting(group: readonly Item[]): { items: Item[]; rows: Row[] } {
    const items: Item[] = [];
    const rows: Row[] = [];
    let size = 0;
    for (const item of group) {
      const row = file.row<Row>('SELECT * FROM webhooks WHERE seq = ?', item.seq);
      size += row?.payload.length ?? 0;
      if (items.length > 0 && size > MOST_CHARACTERS) break;
      items.push(item);
      if (row) rows.push(row);
    }
    const going = new Set(items.map(({ lane }) => lane));
    waiting.back(
      group.slice(items.length).filter(({ lane }) => !going.has(lane)),
      () => false,
    );
    return { items, rows };
  }

  async function settle(items: readonly Item[], rows: readonly Row[], updates: readonly Pending[]): Promise<void> {
    // Delivers the same text a second time, in no particular order.
    const again = faults.strikes('duplicate') ? rows.filter((row) => row.again === 0) : [];
    const now = clock.now();
    const due = Math.ceil(now + random() * STRAY_MS);
    await file.write(() => {
      for (const row of rows) {
        passed(row, now);
        if (again.includes(row)) {
          file.run('UPDATE webhooks SET lane = ?, due = ?, again = 1 WHERE seq = ?', stray(row.seq), due, row.seq);
        } else file.run('DELETE FROM webhooks WHERE seq = ?', row.seq);
      }
      taken(updates);
    });
    waiting.back(items, () => true);
    for (const row of again) waiting.add({ seq: row.seq, lane: stray(row.seq), url: row.url, due, attempts: 0 });
  }

  async function postpone(items: readonly Item[], rows: readonly Row[], outcome: Outcome): Promise<void> {
    const now = clock.now();
    const given = (row: Row): boolean =>
      row.again === 1 || now - row.since >= rules.giveUpAfterMs || !rules.retries(outcome, pendingOf(row));
    const lost = new Set(rows.filter(given).map((row) => row.seq));
    // Nobody was listening. The update waits for a listener instead of a delay, and the attempt does not count.
    const absent = waits && outcome.kind === 'refused';
    const later = items
      .filter((item) => !lost.has(item.seq))
      .map((item) => {
        const attempts = item.attempts + (absent ? 0 : 1);
        const due = absent ? now : now + (rules.delaysMs[Math.min(attempts, rules.delaysMs.length) - 1] ?? 0);
        return { item, attempts, due, lane: attempts >= HOLDS_LANE_FOR ? stray(item.seq) : item.lane };
      });

    await file.write(() => {
      for (const row of rows.filter(({ seq }) => lost.has(seq))) {
        passed(row);
        file.run('DELETE FROM webhooks WHERE seq = ?', row.seq);
      }
      for (const { item, attempts, due, lane } of later) {
        file.run('UPDATE webhooks SET attempts = ?, due = ?, lane = ? WHERE seq = ?', attempts, due, lane, item.seq);
      }
    });
    for (const { item, attempts, due } of later) Object.assign(item, { attempts, due });
    waiting.back(items, (item) => lost.has(item.seq));
    for (const { item, lane } of later) if (lane !== item.lane) waiting.loosen(item);
    const url = items[0]?.url;
    if (absent && url !== undefined) shut(url, KNOCK_MS);
  }

  function shut(url: string, forMs: number): void {
    if (doors.get(url) === 'shut') return;
    doors.set(url, 'shut');
    track(knocks, knockAt(url, clock.now() + forMs));
  }

  /** Waits until somebody listens there, and completes the handshake if the provider requires one. */
  async function knockAt(url: string, first: EpochMs): Promise<void> {
    const { signal } = stopping;
    await clock.until(first, signal);
    while (!signal.aborted) {
      if ((await answers(url)) && (rules.greet === undefined || (await rules.greet(url, signal)))) {
        doors.set(url, 'open');
        // Once the app is back, webhooks are not delayed by the retries of its absence.
        waiting.hurry(url, clock.now());
        return;
      }
      await clock.until(clock.now() + KNOCK_MS, signal);
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const groups = waiting.take(clock.now(), rules.parallel - out.size, rules.batch, open);
      for (const group of groups) track(out, deliver(group));
      const next = out.size < rules.parallel ? waiting.nextDue(open) : undefined;
      sleep = new AbortController();
      await clock.until(next ?? Number.MAX_SAFE_INTEGER, sleep.signal);
    }
  }

  if (waits) for (const url of waiting.urls()) shut(url, 0);
  const running = run();
  return {
    add,
    pending: () => waiting.size(),
    async stop() {
      stopping.abort();
      wake();
      await running;
      await Promise.all([...out, ...knocks]);
    },
  };
}

const pendingOf = (row: Row): Pending => ({ ...row, about: row.about ?? undefined });
