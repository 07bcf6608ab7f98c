import { afterAll, beforeAll, describe, it } from 'vitest';
import { describeBus } from '#test/contracts/bus.ts';
import { findNats, type NatsServer, startNats } from '#test/support/nats-server.ts';
import { natsEngine } from './nats-engine.ts';

const found = await findNats();

if (found.url !== undefined) {
  const { url } = found;
  describeBus(natsEngine('nats at NATS_URL', () => url));
}

for (const program of found.programs)
  describe(`nats-server ${program.version}`, () => {
    let server: NatsServer;
    beforeAll(async () => {
      server = await startNats(program);
    });
    afterAll(() => server.close());
    describeBus(natsEngine(`nats ${program.version}`, () => server.url));
  });

if (found.missing !== undefined) it.skip(`the kit of the bus on nats [skipped: ${found.missing}]`, () => {});
