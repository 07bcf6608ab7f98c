import { AdapterFailure } from '../failure.ts';
import { StoreFailure } from '../store.ts';

/** Describes an error for logs and parked events. Only our own messages are kept: a library's may quote a customer's text. */
export function reasonOf(error: unknown): string {
  if (error instanceof AdapterFailure) return `${error.code}: ${error.message}`;
  if (error instanceof StoreFailure) return `${error.code}: ${error.message}`;
  if (!(error instanceof Error)) return 'a value that is not an Error was thrown';
  const code = 'code' in error ? plain(error.code) : undefined;
  return [plain(error.name) ?? 'Error', code, frameOf(error)].filter((part) => part !== undefined).join(' ');
}

function plain(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.$-]{1,60}$/.test(value) ? value : undefined;
}

/** The first stack frame. The message is skipped first, because it can span several lines. */
function frameOf({ stack = '', message }: Error): string | undefined {
  const start = stack.indexOf(message);
  if (start < 0) return undefined;
  return /^\s+(at .{1,200})/m.exec(stack.slice(start + message.length))?.[1];
}
