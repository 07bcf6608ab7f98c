import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openFolderFiles } from '#adapters/folder/index.ts';
import type { Account, Download } from '#contracts/channel.ts';
import type { MediaSource } from '#contracts/content.ts';
import { dueEntries } from '#contracts/later.ts';
import { metaCloud } from '#adapters/meta-cloud/index.ts';
import { AdapterFailure, type AdapterFailureCode } from '#contracts/failure.ts';
import { messages } from '#contracts/records/messaging.ts';
import { fetchMedia } from '#core/messaging/fetch-media.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { onlyAccount, openAccount } from '#test/support/accounts.ts';
import { arrived, givenTenant, said } from '#test/support/given.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const PICTURE = Buffer.from('the bytes of a picture');
const sha256 = createHash('sha256').update(PICTURE);
const HEX = sha256.copy().digest('hex');
const DAY = 24 * 3_600_000;

const fails =
  (code: AdapterFailureCode, detail = {}) =>
  () =>
    Promise.reject(new AdapterFailure('test', code, 'as scripted', detail));

async function given(source: Partial<MediaSource> = {}, download: () => Promise<Download> = async () => picture()) {
  const opened = new AsyncDisposableStack();
  const folder = opened.use(await temporaryFolder());
  const world = await givenTenant();
  const { tenant, clock, newId, sender } = world;
  const files = await openFolderFiles({ folder: folder.path });
  const message = said('picture', {
    at: clock.now(),
    content: { kind: 'media', media: 'image', source: { providerMediaId: 'm1', mimeType: 'image/png', ...source } },
  });
  const { messageId } = await recordMessage(newId)(tenant, sender, arrived(message), message);
  let downloads = 0;
  const account: Account = {
    send: () => Promise.reject(new Error('not asked for')),
    settle: async () => ({ kind: 'unsure' }),
    download: () => {
      downloads += 1;
      return download();
    },
    acknowledge: async () => {},
    check: async () => ({ reachable: true, detail: '' }),
  };
  const timer = fetchMedia({
    clock,
    files,
    accounts: onlyAccount(() => openAccount('account-1', metaCloud.capabilities, account)),
    limit: 1_000,
    changed() {},
  });
  const entryNow = () => tenant.get(dueEntries, `media.fetch:${messageId}`);
  return {
    clock,
    downloads: () => downloads,
    /** Lets the entry come due. Resolves with the milliseconds until it is due again; `undefined` when it is gone. */
    async fetch() {
      const entry = await entryNow();
      if (entry) await timer.due(tenant, entry, new AbortController().signal);
      const left = await entryNow();
      return left && left.value.dueAt - clock.now();
    },
    /** Does what was due once more. */
    async again() {
      const entry = await entryNow();
      if (!entry) throw new Error('no entry');
      for (let n = 0; n < 3; n += 1) await timer.due(tenant, entry, new AbortController().signal);
    },
    async media() {
      const found = await tenant.get(messages, messageId);
      return found?.value.direction === 'in' ? found.value.media : undefined;
    },
    stored: () => files.tenant('tenant-1').open(messageId),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function picture(bytes: Uint8Array = PICTURE): Download {
  return { mimeType: 'image/png', bytes: new Blob([new Uint8Array(bytes)]).stream() };
}

describe('media of a customer', () => {
  it.each([
    ['no hash', undefined],
    ['its hash as hex', HEX],
    ['its hash as base64', sha256.copy().digest('base64')],
  ])('is stored under the id of its message when the provider gives %s', async (_, hash) => {
    await using world = await given(hash === undefined ? {} : { sha256: hash });
    expect(await world.fetch()).toBeUndefined();

    expect(await world.media()).toMatchObject({ state: 'stored', file: { size: PICTURE.length, sha256: HEX } });
    const file = await world.stored();
    expect(Buffer.from(await new Response(file?.bytes).arrayBuffer())).toEqual(PICTURE);
  });

  it('is fetched once, however often its entry is handled', async () => {
    await using world = await given();
    await world.again();
    expect(world.downloads()).toBe(1);
  });

  it('with other bytes than the provider promised is refused, and nothing of it is kept', async () => {
    await using world = await given({ sha256: createHash('sha256').update('something else').digest('base64') });
    expect(await world.fetch()).toBeUndefined();

    expect(await world.media()).toEqual({ state: 'refused' });
    expect(await world.stored()).toBeUndefined();
  });

  it('over the limit is not kept', async () => {
    await using world = await given({}, async () => picture(Buffer.alloc(1_001)));
    expect(await world.fetch()).toBeUndefined();

    expect(await world.media()).toEqual({ state: 'too_large' });
    expect(await world.stored()).toBeUndefined();
  });

  it('that the provider no longer has is marked as gone', async () => {
    await using world = await given({}, fails('rejected'));
    await world.fetch();
    expect(await world.media()).toEqual({ state: 'gone' });
  });

  it.each(['unreachable', 'unknown', 'rate_limited', 'unauthorized'] as const)(
    'is tried again later when the provider fails with %s, and given up after a week',
    async (code) => {
      await using world = await given({}, fails(code));
      const again = await world.fetch();
      expect(again).toBeGreaterThan(0);
      expect(await world.media()).toEqual({ state: 'waiting' });

      world.clock.advance(7 * DAY + 1);
      expect(await world.fetch()).toBeUndefined();
      expect(await world.media()).toEqual({ state: 'gone' });
    },
  );

  it('that breaks off half way leaves nothing, and comes whole the next time', async () => {
    let calls = 0;
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (calls > 1) return;
        controller.enqueue(new Uint8Array(PICTURE.subarray(0, 5)));
        controller.error(new AdapterFailure('test', 'unknown', 'the connection was lost'));
      },
    });
    await using world = await given({}, async () => ((calls += 1) === 1 ? { mimeType: 'image/png', bytes: broken } : picture()));
    expect(await world.fetch()).toBeGreaterThan(0);
    expect(await world.stored()).toBeUndefined();
    await world.fetch();

    expect(await world.media()).toMatchObject({ state: 'stored', file: { sha256: HEX } });
  });
});
