import './no-eval.ts';
import { chat, customer, faults, parties } from '#contracts/api/phone.ts';
import type { Faults, NewCustomer, PhoneSays } from '#contracts/api/phone.ts';
import { z } from 'zod';
import { body, call } from './client.ts';

/** The routes of one tenant's emulator, proxied by the app. */
export function phoneApi(tenant: string) {
  const root = `/sandbox/phones/${encodeURIComponent(tenant)}`;
  const of = (business: string, person: string) => `${root}/chats/${encodeURIComponent(business)}/${encodeURIComponent(person)}`;
  return {
    live: `${root}/live`,
    parties: () => call(parties, `${root}/parties`),
    newCustomer: (wish: NewCustomer) => call(customer, `${root}/customers`, body('POST', wish)),
    chat: (business: string, person: string) => call(chat, of(business, person)),
    say: (business: string, person: string, says: PhoneSays) =>
      call(z.object({ id: z.string().optional() }), `${of(business, person)}/messages`, body('POST', says)),
    read: (business: string, person: string) => call(z.unknown(), `${of(business, person)}/read`, { method: 'POST' }),
    faults: () => call(faults, `${root}/faults`),
    setFaults: (wish: Faults) => call(faults, `${root}/faults`, body('PUT', wish)),
    src: (address: string) => shownFrom(root, address),
  };
}
export type PhoneApi = ReturnType<typeof phoneApi>;

const OWN_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * The address from which the page may load a picture or a file: the emulator's media through the app, or this machine.
 * `undefined` for any other host, because the pages load nothing from outside.
 */
export function shownFrom(root: string, address: string): string | undefined {
  if (/^(data|blob):/.test(address)) return address;
  const url = URL.parse(address, 'http://127.0.0.1');
  if (!url || !/^https?:$/.test(url.protocol) || !OWN_HOSTS.includes(url.hostname)) return undefined;
  if (url.pathname.startsWith('/control/')) return root + url.pathname.slice('/control'.length) + url.search;
  if (url.port === location.port) return url.pathname + url.search;
  return address;
}
