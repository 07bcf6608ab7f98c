import { connect } from 'nats';

export interface OnTheBus extends AsyncDisposable {
  /** Events of the stream `inbound` that JetStream has acknowledged. */
  count(): Promise<number>;
}

/** Observes the streams of one installation from outside. */
export async function onTheBus(settings: Readonly<Record<string, string>>): Promise<OnTheBus> {
  const { DESKBELL_NATS_URL: url = '', DESKBELL_NATS_PREFIX: prefix = '' } = settings;
  const connection = await connect({ servers: [new URL(url).host] });
  const manager = await connection.jetstreamManager();
  return {
    async count() {
      let events = 0;
      for await (const { config, state } of manager.streams.list())
        if (config.name.startsWith(`${prefix}_inbound_`)) events += state.messages;
      return events;
    },
    [Symbol.asyncDispose]: () => connection.close(),
  };
}
