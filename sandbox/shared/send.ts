import { connect } from 'node:net';
import type { Outcome, Post } from './courier-rules.ts';

/** Posts a webhook. It does not follow redirects, because providers do not. Returns `stopped` if the emulator stops meanwhile. */
export async function send(post: Post, timeoutMs: number, stopping: AbortSignal): Promise<Outcome | 'stopped'> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(post.url, {
      method: 'POST',
      headers: { ...post.headers },
      body: post.body,
      redirect: 'manual',
      signal: AbortSignal.any([timeout, stopping]),
    });
    await response.arrayBuffer();
    return { kind: 'answered', status: response.status };
  } catch (error) {
    if (stopping.aborted) return 'stopped';
    if (timeout.aborted) return { kind: 'timeout' };
    return { kind: nobodyThere(error) ? 'refused' : 'broken' };
  }
}

const ABSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** Certainly not sent: no connection was made. */
export function nobodyThere(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && ABSENT.has(String(error.code))) return true;
  return error.cause !== undefined && nobodyThere(error.cause);
}

/** Whether somebody listens at this URL. */
export function answers(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (protocol === 'https:' ? 443 : 80)) });
    const done = (there: boolean): void => {
      socket.destroy();
      resolve(there);
    };
    socket.setTimeout(2000, () => done(false));
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
