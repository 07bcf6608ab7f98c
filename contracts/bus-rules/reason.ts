import { AdapterFailure } from '../failure.ts';
import { StoreFailure } from '../store.ts';

/** Names the failure without its words: a message of a library may quote what a customer wrote. Ours never do. */
export function reasonOf(error: unknown): string {
  if (error instanceof AdapterFailure) return `${error.code}: ${error.message}`;
  if (error instanceof StoreFailure) return `${error.code}: ${error.message}`;
  if (!(error instanceof Error)) return 'something that is no error was thrown';
  const code = 'code' in error ? plain(error.code) : undefined;
  return [plain(error.name) ?? 'Error', code, frameOf(error)].filter((part) => part !== undefined).join(' ');
}

function plain(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.$-]{1,60}$/.test(value) ? value : undefined;
}

/** The first line of the stack that is below the message, however many lines the message has. */
function frameOf({ stack = '', message }: Error): string | undefined {
  const start = stack.indexOf(message);
  if (start < 0) return undefined;
  return /^\s+(at .{1,200})/m.exec(stack.slice(start + message.length))?.[1];
}
