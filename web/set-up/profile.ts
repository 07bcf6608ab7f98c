import type { Profile } from '../api/setUp.ts';

/** A profile in a form: what is not said is empty. */
export interface ProfileDraft {
  name: string;
  zone: string;
  language: Profile['language'];
  country: string;
  address: string;
}

export function draftOf({ name, zone, language, country, address }: Profile): ProfileDraft {
  return { name, zone, language, country: country ?? '', address: address ?? '' };
}

export function freshDraft(language: Profile['language']): ProfileDraft {
  return { name: '', zone: Intl.DateTimeFormat().resolvedOptions().timeZone, language, country: '', address: '' };
}

/** What the form says, for the server. */
export function bodyOf({ name, zone, language, country, address }: ProfileDraft) {
  return {
    name: name.trim(),
    zone,
    language,
    ...(country.trim() === '' ? {} : { country: country.trim().toUpperCase() }),
    ...(address.trim() === '' ? {} : { address: address.trim() }),
  };
}
