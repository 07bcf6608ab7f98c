import { describe, expect, it, vi } from 'vitest';
import { temporaryStage } from '#sandbox/stage/temporary-stage.ts';
import type { Stage } from '#sandbox/stage/stage.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { onEachEngine } from '#test/support/engines.ts';
import { customerOf, words } from './customer.ts';
import { inboxOf } from './inbox.ts';

vi.setConfig({ testTimeout: 120_000 });

const NUMBER = '+447700900123';

await onEachEngine((settings) => {
  describe('an app that is closed and opened again on the same folder', () => {
    it('goes on with the draft where it was, and keeps its time', async () => {
      await using folder = await temporaryFolder();
      const own = settings();
      let offset = 0;
      {
        await using stage = await temporaryStage({ folder: folder.path, settings: own });
        const ana = await anaOn(stage);
        await ana.says('haircut');
        await ana.says('anyone');
        await ana.says('earliest');
        await stage.advance(5 * 60_000);
        offset = stage.clock.offset();
      }
      await using stage = await temporaryStage({ folder: folder.path, settings: own });
      expect(stage.clock.offset()).toBe(offset);
      const ana = await anaOn(stage);
      expect(words(await ana.taps('Confirm'))).toMatch(/^✅ You’re booked!/);

      const inbox = inboxOf(stage, 'juniper');
      expect(await inbox.bookings(ana.name)).toMatchObject([{ service: 'Haircut', state: 'confirmed' }]);
      expect((await inbox.messages(ana.name)).filter(({ direction }) => direction === 'in').map(({ text }) => text)).toEqual([
        'haircut',
        'anyone',
        'earliest',
        'Confirm',
      ]);
    });
  });
});

/** A number that is there already is the same customer. */
function anaOn(stage: Stage) {
  const [meta] = stage.phones;
  if (!meta) throw new Error('no phone');
  return customerOf(meta, 'Ana Again', { number: NUMBER });
}
