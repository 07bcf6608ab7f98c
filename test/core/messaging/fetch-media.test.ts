import { describe, expect, it } from 'vitest';
import type { Account } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { messages } from '#contracts/records/messaging.ts';
import { openFolderFiles } from '#adapters/folder/index.ts';
import { fetchMedia } from '#core/messaging/fetch-media.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
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
  const fetch = fetchMedia(clock, files, 10);
  return {
    clock,
    files: files.tenant(tenant.tenantId),
    messageId,
    fetch: async (download?: Account['download']) =>
      (await fetch(tenant, async () => download && ({ download } as Account), messageId, new AbortController().signal)).handled,
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
    expect(await world.fetch()).toEqual({ againAfterMs: 30_000 });
    expect(await world.fetch(fails('unreachable'))).toEqual({ againAfterMs: 30_000 });
    expect(await world.fetch(fails('rate_limited', { retryAfterMs: 90_000 }))).toEqual({ againAfterMs: 90_000 });
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
