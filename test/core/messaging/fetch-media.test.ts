import { describe, expect, it } from 'vitest';
import type { Account } from '#contracts/channel.ts';
import { dueEntries } from '#contracts/later.ts';
import { metaCloud } from '#adapters/meta-cloud/index.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { messages } from '#contracts/records/messaging.ts';
import { openFolderFiles } from '#adapters/folder/index.ts';
import type { FoundAccount } from '#core/messaging/accounts.ts';
import { fetchMedia } from '#core/messaging/fetch-media.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { onlyAccount, openAccount } from '#test/support/accounts.ts';
import { arrived, givenTenant, said } from '#test/support/given.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const DAY = 24 * 3_600_000;
const bytes = (text: string) => new Blob([text]).stream();

async function given(sha256?: string) {
  const folder = await temporaryFolder();
  const { tenant, clock, sender, newId } = await givenTenant();
  const files = await openFolderFiles({ folder: folder.path });
  const source = { mimeType: 'image/png', providerMediaId: '1', ...(sha256 && { sha256 }) };
  const event = said('picture', { content: { kind: 'media', media: 'image', source } });
  const { messageId } = await recordMessage(newId)(tenant, sender, arrived(event), event);
  let account: FoundAccount;
  const timer = fetchMedia({ clock, files, accounts: onlyAccount(() => account), limit: 10, changed() {} });
  const entryNow = () => tenant.get(dueEntries, `media.fetch:${messageId}`);
  return {
    clock,
    files: files.tenant(tenant.tenantId),
    messageId,
    /** Lets the entry come due. Resolves with when and why it is due again; `undefined` when it is gone. */
    async fetch(download?: Account['download']) {
      account = download && openAccount('account-1', metaCloud.capabilities, { download } as Account);
      const entry = await entryNow();
      if (entry) await timer.due(tenant, entry, new AbortController().signal);
      const left = await entryNow();
      return left && { inMs: left.value.dueAt - clock.now(), why: left.value.why };
    },
    state: async () => {
      const found = await tenant.get(messages, messageId);
      return found?.value.direction === 'in' ? found.value.media?.state : undefined;
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const gives = (text: string) => async () => ({ mimeType: 'image/png', bytes: bytes(text) });
const fails =
  (code: AdapterFailure['code'], detail = {}) =>
  () =>
    Promise.reject(new AdapterFailure('test', code, 'as scripted', detail));

describe('media of a customer', () => {
  it('is copied to our own files', async () => {
    await using world = await given();
    expect(await world.fetch(gives('hello'))).toBeUndefined();
    expect(await world.state()).toBe('stored');
    expect((await world.files.open(world.messageId))?.about.size).toBe(5);
  });

  it('is not kept when it is too large, or not what the provider said', async () => {
    await using large = await given();
    await large.fetch(gives('more than ten bytes'));
    await using other = await given('0'.repeat(64));
    await other.fetch(gives('hello'));

    expect([await large.state(), await other.state()]).toEqual(['too_large', 'refused']);
    expect([await large.files.open(large.messageId), await other.files.open(other.messageId)]).toEqual([undefined, undefined]);
  });

  it('waits for the provider, and for an account, until the provider’s copy is gone', async () => {
    await using world = await given();
    expect(await world.fetch()).toEqual({ inMs: 300_000, why: 'account_paused' });
    const minutes = [];
    for (let n = 0; n < 6; n += 1) minutes.push(((await world.fetch(fails('unreachable')))?.inMs ?? 0) / 60_000);
    expect(minutes).toEqual([0.5, 2, 10, 60, 240, 240]);
    expect(await world.fetch(fails('rate_limited'))).toEqual({ inMs: 600_000, why: 'rate_limited' });
    expect(await world.fetch(fails('rate_limited', { retryAfterMs: 900_000 }))).toEqual({ inMs: 900_000, why: 'rate_limited' });
    expect(await world.state()).toBe('waiting');
    world.clock.advance(8 * DAY);
    expect(await world.fetch()).toBeUndefined();
    expect(await world.state()).toBe('gone');
  });

  it('that the channel cannot fetch is not asked for again', async () => {
    await using world = await given();
    expect(await world.fetch(fails('unsupported'))).toBeUndefined();
    expect(await world.state()).toBe('refused');
  });
});
