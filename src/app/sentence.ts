import { StoreFailure } from '#contracts/store.ts';

/** What a person needs to know about a failed start: one clear sentence. What nobody foresaw keeps its stack. */
export function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof StoreFailure || FORESEEN.has(error.name)) return error.message;
  return ofTheSystem(error) ?? error.stack ?? error.message;
}

/** Errors whose message is written for the person who started it. */
const FORESEEN = new Set([
  'AdapterFailure',
  'SettingsInvalid',
  'SecretsFailure',
  'NotForTheSandbox',
  'EmulatorFailed',
  'FileDamaged',
  'WrongUse',
  'OtherData',
  'ChecksumMismatch',
]);

type SystemError = NodeJS.ErrnoException & { readonly port?: number; readonly address?: string };

function ofTheSystem(error: Error): string | undefined {
  const { syscall, path, port, address, ...rest } = error as SystemError;
  const code = typeof rest.code === 'string' ? rest.code : '';
  const where = path ?? 'the data folder';
  if (code.startsWith('ERR_PARSE_ARGS')) return `${error.message} (see --help)`;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${String(port)} is in use: stop what uses it (another Deskbell?), or choose another with --port, or DESKBELL_PORT, DESKBELL_WEBHOOK_PORT and DESKBELL_HEALTH_PORT.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${address ?? 'DESKBELL_WEBHOOK_HOST'} is no address of this machine: set DESKBELL_WEBHOOK_HOST or DESKBELL_HEALTH_HOST to one that is.`;
    case 'EACCES':
    case 'EROFS':
    case 'EPERM':
      if (syscall === 'listen') return `This user may not listen on port ${String(port)}: choose one above 1023.`;
      return `Deskbell may not read or write ${where}: give it the right to, or choose another folder with --data or DESKBELL_DATA.`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `${where} is a file where a folder is needed: choose another with --data or DESKBELL_DATA.`;
    case 'ENOENT':
      if (syscall !== 'mkdir') return undefined;
      return `The folder ${where} cannot be made: it leads to nowhere (a disk that is not mounted?). Choose another with --data or DESKBELL_DATA.`;
    case 'EISDIR':
      return `${where} is a folder where a file is needed: look at DESKBELL_KEY_FILE and DESKBELL_DATA.`;
    case 'ENOSPC':
      return 'The disk is full: make room and start again; nothing that was acknowledged is lost.';
    default:
      return undefined;
  }
}
