import { StoreFailure } from '#contracts/store.ts';

/** What a person needs to know about a failed start: one clear sentence. What nobody foresaw keeps its stack. */
export function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    const port = 'port' in error ? String(error.port) : '?';
    return `Port ${port} is in use: stop what uses it (another Deskbell?), or choose another with --port or DESKBELL_PORT and DESKBELL_WEBHOOK_PORT.`;
  }
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    const path = 'path' in error ? String(error.path) : 'the data folder';
    return `Deskbell may not write to ${path}: give it the right to, or choose another folder with DESKBELL_DATA.`;
  }
  if (code === 'ENOSPC') return 'The disk is full: make room and start again; nothing that was acknowledged is lost.';
  if (error instanceof StoreFailure || FORESEEN.has(error.name)) return error.message;
  if (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS')) return `${error.message} (see --help)`;
  return error.stack ?? error.message;
}

/** Errors whose message is written for the person who started it. */
const FORESEEN = new Set(['SettingsInvalid', 'SecretsFailure', 'NotForTheSandbox', 'EmulatorFailed', 'RangeError', 'WrongUse']);
