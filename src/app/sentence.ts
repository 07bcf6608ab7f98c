import { StoreFailure } from '#contracts/store.ts';

/** One clear sentence about a failed start, for the person who started it. An unforeseen error keeps its stack. */
export function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof StoreFailure || FORESEEN.has(error.name)) return error.message;
  return ofTheSystem(error) ?? error.stack ?? error.message;
}

/** Errors whose message is written for that person. */
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
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${String(port)} is in use: stop the program that uses it (another Deskbell?), or choose other ports with --port or DESKBELL_PORT.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${address ?? 'DESKBELL_WEBHOOK_HOST'} is not an address of this machine: set DESKBELL_WEBHOOK_HOST or DESKBELL_HEALTH_HOST to one of its addresses.`;
    case 'EACCES':
    case 'EROFS':
    case 'EPERM':
      if (syscall === 'listen') return `This user may not listen on port ${String(port)}: choose a port above 1023.`;
      return `Deskbell may not read or write ${where}: change its permissions, or choose another folder with --data or DESKBELL_DATA.`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `${where} is a file, and a folder is needed: choose another with --data or DESKBELL_DATA.`;
    case 'ENOENT':
      if (syscall !== 'mkdir') return undefined;
      return `Cannot create the folder ${where}: part of its path does not exist (is a disk not mounted?). Choose another with --data or DESKBELL_DATA.`;
    case 'EISDIR':
      return `${where} is a folder, and a file is needed: check DESKBELL_KEY_FILE and DESKBELL_DATA.`;
    case 'ENOSPC':
      return 'The disk is full: free some space and start again. Nothing that was acknowledged is lost.';
    default:
      return undefined;
  }
}
