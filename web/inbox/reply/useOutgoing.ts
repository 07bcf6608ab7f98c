import { type Ref, readonly, ref, watch } from 'vue';
import { z } from 'zod';
import { CallFailed } from '../../api/client.ts';
import { desk } from '../../api/desk.ts';
import { kept } from '../../api/kept.ts';
import { newKey } from '../../api/newKey.ts';

const shape = z.object({
  /** Also its `Idempotency-Key`: however often it is tried, it is sent once. */
  key: z.string(),
  kind: z.enum(['message', 'note']),
  text: z.string(),
  /** Id of the message to quote. */
  replyTo: z.string().optional(),
  at: z.number(),
  state: z.enum(['sending', 'failed', 'sent']),
  /** What the server calls it, once it is sent. */
  id: z.string().optional(),
  /** Why it failed. `status` 0: no answer came. */
  problem: z.object({ status: z.number(), code: z.string(), detail: z.string() }).optional(),
});
/** A message or note on its way to the server. */
export type Outgoing = z.infer<typeof shape>;
export type NewOutgoing = Pick<Outgoing, 'kind' | 'text' | 'replyTo'>;

interface Place {
  /** A key is known to the server as that of its caller: tried by somebody else, it would be another message. */
  readonly user: string;
  readonly tenant: string;
  readonly conversation: string;
}

interface Box {
  readonly list: Ref<readonly Outgoing[]>;
  last: Promise<void>;
}
/** By conversation. They stay while another conversation is looked at. */
const boxes = new Map<string, Box>();

/**
 * What is on its way from this browser: shown at once, one call at a time so that the order stays. One that failed is kept, also over a
 * reload of the page, until it is tried again, taken back into the field, or thrown away.
 */
export function useOutgoing({ user, tenant, conversation }: Place, now: () => number, arrived: () => void) {
  const name = `deskbell.outgoing:${user}:${tenant}:${conversation}`;
  const box = boxes.get(name) ?? opened(name);
  boxes.set(name, box);
  const { list } = box;
  // The messages are loaded afresh, so they have those that were sent before.
  list.value = list.value.filter(({ state }) => state !== 'sent');

  function change(key: string, to: Partial<Outgoing>): void {
    list.value = list.value.map((one) => (one.key === key ? { ...one, ...to } : one));
  }

  async function deliver({ key, kind, text, replyTo }: Outgoing): Promise<void> {
    try {
      const { id } =
        kind === 'note'
          ? await desk.note(tenant, conversation, text, key)
          : await desk.send(tenant, conversation, { kind: 'text', body: text, replyTo }, key);
      change(key, { state: 'sent', id });
    } catch (error) {
      const known = error instanceof CallFailed ? error : new CallFailed(0, '');
      change(key, { state: 'failed', problem: { status: known.status, code: known.code, detail: known.message } });
    }
    arrived();
  }

  function queue(one: Outgoing): void {
    box.last = box.last.then(() => deliver(one));
  }

  return {
    list: readonly(list) as Readonly<Ref<readonly Outgoing[]>>,
    say(what: NewOutgoing): void {
      const one: Outgoing = { ...what, key: newKey(), at: now(), state: 'sending' };
      list.value = [...list.value, one];
      queue(one);
    },
    retry(key: string): void {
      const one = list.value.find((other) => other.key === key);
      if (one?.state !== 'failed') return;
      change(key, { state: 'sending', problem: undefined });
      queue(one);
    },
    drop(key: string): void {
      list.value = list.value.filter((one) => one.key !== key);
    },
    /** Those that are shown by their id no longer need a place here. */
    settle(ids: ReadonlySet<string>): void {
      if (list.value.some(({ id }) => id !== undefined && ids.has(id)))
        list.value = list.value.filter(({ id }) => id === undefined || !ids.has(id));
    },
  };
}

/** What an earlier page left: nobody knows whether it arrived, and trying again is safe. */
function opened(name: string): Box {
  const list = ref<readonly Outgoing[]>(before(name));
  watch(
    list,
    (now) => {
      const open = now.filter(({ state }) => state !== 'sent');
      kept.write(name, open.length === 0 ? '' : JSON.stringify(open));
    },
    { flush: 'sync' },
  );
  return { list, last: Promise.resolve() };
}

function before(name: string): readonly Outgoing[] {
  try {
    const left = z.array(shape).parse(JSON.parse(kept.read(name) || '[]'));
    return left.map((one) => (one.state === 'failed' ? one : { ...one, state: 'failed', problem: INTERRUPTED }));
  } catch {
    return [];
  }
}
const INTERRUPTED = { status: 0, code: '', detail: '' };
