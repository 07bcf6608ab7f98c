import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SearchMatch } from '#contracts/api/search.ts';
import type { Stage } from '#sandbox/stage/stage.ts';
import { temporaryStage } from '#sandbox/stage/temporary-stage.ts';
import { onEachEngine } from '#test/support/engines.ts';
import { customerOf } from './customer.ts';
import { inboxOf } from './inbox.ts';

vi.setConfig({ testTimeout: 60_000 });
const PATIENCE = { timeout: 20_000, interval: 30 };

await onEachEngine((settings) => {
  let stage: Stage;
  beforeAll(async () => void (stage = await temporaryStage({ settings: settings() })));
  afterAll(() => stage[Symbol.asyncDispose]());

  describe('what a customer writes', () => {
    it('is found soon after, as are their name, a label and a note, and not at another business', async () => {
      const phone = stage.phones.find(({ tenant }) => tenant === 'juniper');
      if (!phone) throw new Error('no phone');
      const zoe = await customerOf(phone, 'Zoë Quimby');
      await zoe.says('Did I leave my tortoiseshell umbrella with you?');
      const inbox = inboxOf(stage, 'juniper');
      const { id } = await inbox.conversation('Zoë Quimby');
      const found = async (q: string, at = inbox) => {
        const answer = await at.asOwner(`search?q=${encodeURIComponent(q)}`);
        return ((await answer.json()) as { items: SearchMatch[] }).items.map(
          ({ where, conversation, excerpt, marks }) =>
            `${where} ${conversation.id} ${marks.map(({ from, to }) => excerpt.slice(from, to)).join()}`,
        );
      };
      await expect.poll(() => found('tortoise'), PATIENCE).toEqual([`message ${id} tortoise`]);
      // The bot's greeting has the name, too.
      await expect.poll(async () => (await found('zoe quim'))[0], PATIENCE).toBe(`name ${id} Zoë,Quim`);

      const headers = { 'content-type': 'application/json' };
      const post = (path: string, body: unknown) =>
        inbox.asOwner(`conversations/${id}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      await post('control', { kind: 'label', add: ['Lost & found'] });
      await post('notes', { text: 'It is on the hatstand' });
      await expect.poll(() => found('lost'), PATIENCE).toEqual([`label ${id} Lost`]);
      await expect.poll(() => found('hatst'), PATIENCE).toEqual([`note ${id} hatst`]);
      await post('control', { kind: 'label', remove: ['Lost & found'] });
      await expect.poll(() => found('lost'), PATIENCE).toEqual([]);

      const elsewhere = inboxOf(stage, 'marina');
      for (const word of ['tortoise', 'zoe', 'hatstand']) expect(await found(word, elsewhere)).toEqual([]);
    });
  });
});
