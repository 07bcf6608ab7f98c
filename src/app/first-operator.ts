import type { Container } from 'inversify';
import { hasNoOperator, operatorLink } from '#core/access/first-operator.ts';
import { resolve } from './token.ts';
import { ACCESS, SETTINGS } from './tokens.ts';

/** A link for the console of a fresh installation: there is no default password. */
export async function firstOperatorLink(container: Container): Promise<string | undefined> {
  const access = resolve(container, ACCESS);
  const servesPages = resolve(container, SETTINGS).DESKBELL_ROLES.includes('api');
  return servesPages && (await hasNoOperator(access)) ? await operatorLink(access) : undefined;
}
