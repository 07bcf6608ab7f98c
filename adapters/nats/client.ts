import {
  connect,
  type ConnectionOptions,
  ErrorCode,
  Events,
  type JetStreamClient,
  type JetStreamManager,
  NatsError,
  type NatsConnection,
} from 'nats';
import { AdapterFailure } from '#contracts/failure.ts';
import type { Log } from '#contracts/log.ts';
import { codeOf } from './failure.ts';

/** One connection to the server, with its reconnect events. */
export interface Link {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  connected(): boolean;
  /** Waits for an answer. Rejects as soon as the connection breaks, because then the answer never comes. */
  ask<T>(answer: Promise<T>): Promise<T>;
  /** Calls `run` after each reconnect. The server may have forgotten this connection's state. Returns a function that unsubscribes. */
  whenBack(run: () => void): () => void;
  /** Calls `run` when the connection is found broken. Returns a function that unsubscribes. */
  whenLost(run: () => void): () => void;
}

const OLDEST = [2, 9] as const;
/** A silent connection is detected within two ping intervals. */
const PING_MS = 5_000;
/** Timeout for an answer. */
export const ANSWER_MS = 5_000;

/** `url`: one or more addresses separated by commas, `nats://` or `tls://`, with user and password or a token if needed. */
export async function connectNats(url: string, log: Log): Promise<Link> {
  const nc = await opened(options(url));
  try {
    refuseOld(nc.info?.version ?? '');
    if (!nc.info?.jetstream)
      throw misconfigured('JetStream is off: start nats-server with --jetstream and a folder on a persistent disk');
    const js = nc.jetstream({ timeout: ANSWER_MS });
    const jsm = await nc.jetstreamManager({ timeout: ANSWER_MS, checkAPI: false });
    const [wakes, losses] = [new Set<() => void>(), new Set<() => void>()];
    const asked = new Set<(failure: NatsError) => void>();
    let up = true;
    void (async () => {
      for await (const { type } of nc.status()) {
        if (type === Events.Disconnect) {
          log.warn('nats: the connection is lost; reconnecting');
          up = false;
          for (const lost of losses) lost();
          for (const fail of asked) fail(new NatsError('the connection broke', ErrorCode.Disconnect));
        }
        if (type !== Events.Reconnect) continue;
        log.info('nats: reconnected');
        up = true;
        for (const wake of wakes) wake();
      }
    })();
    return {
      nc,
      js,
      jsm,
      connected: () => up && !nc.isClosed(),
      ask: (answer) =>
        new Promise((resolve, reject) => {
          if (!up) reject(new NatsError('there is no connection', ErrorCode.Disconnect));
          asked.add(reject);
          answer.then(resolve, reject).finally(() => asked.delete(reject));
        }),
      whenBack(run) {
        wakes.add(run);
        return () => wakes.delete(run);
      },
      whenLost(run) {
        losses.add(run);
        return () => losses.delete(run);
      },
    };
  } catch (error) {
    await nc.close();
    throw error;
  }
}

async function opened(how: ConnectionOptions): Promise<NatsConnection> {
  try {
    return await connect(how);
  } catch (error) {
    const code = codeOf(error);
    if (/AUTH|CREDS/.test(code))
      throw new AdapterFailure('nats', 'unauthorized', 'the server refuses the user, password or token in its address');
    throw new AdapterFailure('nats', 'unreachable', `no server answers at this address (${code})`);
  }
}

function options(url: string): ConnectionOptions {
  const servers = url.split(',').map(parsed);
  const [{ username, password } = { username: '', password: '' }] = servers;
  const user = decodeURIComponent(username);
  return {
    name: 'deskbell',
    servers: servers.map(({ host }) => host),
    ...(servers.some(({ protocol }) => protocol === 'tls:') ? { tls: {} } : {}),
    ...(password ? { user, pass: decodeURIComponent(password) } : user ? { token: user } : {}),
    timeout: ANSWER_MS,
    pingInterval: PING_MS,
    maxPingOut: 2,
    reconnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
  };
}

function parsed(address: string): URL {
  const url = URL.parse(address.trim());
  if (url && url.host !== '' && /^(nats|tls):$/.test(url.protocol)) return url;
  throw misconfigured('the address of NATS is not valid: it must begin with nats:// or tls://; separate several with commas');
}

function refuseOld(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw misconfigured(`this nats-server is version ${version}, but ${OLDEST.join('.')} or newer is needed`);
}

function misconfigured(message: string): AdapterFailure {
  return new AdapterFailure('nats', 'misconfigured', message);
}
