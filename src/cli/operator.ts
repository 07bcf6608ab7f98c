import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { ACCESS } from '#app/tokens.ts';
import { operatorLink } from '#core/access/first-operator.ts';
import { installation } from './installation.ts';
import { telling } from './telling.ts';

/** Prints a link with which somebody becomes an operator. Also works while Deskbell is running. */
export async function createOperator(options: { readonly json?: boolean; readonly data?: string }): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const settings = installation(options.data);
  const container = await open(settings, {}, opened);
  const tell = telling(settings);
  const link = await operatorLink(resolve(container, ACCESS));
  if (options.json) process.stdout.write(`${JSON.stringify({ link })}\n`);
  else tell(`Whoever opens this link becomes an operator. It works once, for a day:\n${link}`);
}
