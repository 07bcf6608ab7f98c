import type { Business, Sandbox } from '#sandbox/shared/sandbox.ts';
import type { MetaBusiness, MetaConfig } from './config.ts';
import type { Rates } from './rates.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { TemplateStore } from './template-store.ts';

/** What the routes of this emulator need. */
export interface Meta {
  readonly config: MetaConfig;
  readonly sandbox: Sandbox;
  readonly templates: TemplateStore;
  readonly subscriptions: Subscriptions;
  readonly rates: Rates;
  /** A signed URL for media bytes, valid for five minutes. */
  address(mediaId: string): string;
}

export const asBusiness = ({ phoneNumberId, name, displayNumber }: MetaBusiness): Business => ({
  id: phoneNumberId,
  name,
  number: displayNumber,
});
