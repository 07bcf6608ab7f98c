import pino from 'pino';
import type { Log, LogFields } from '#contracts/log.ts';

/** Logs JSON lines to stderr, because stdout is for results. */
export function pinoLog(level: pino.LevelWithSilent): Log {
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
  const line = (at: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) =>
    log[at](fields ?? {}, message);
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}
