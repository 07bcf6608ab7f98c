import { PLATFORM_SCOPE } from '#contracts/event.ts';

const LONGEST = 40;

/** `Clínica Marina` is `clinica-marina`. A name without Latin letters or digits is `business`. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const slug = plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, LONGEST)
    .replace(/-$/, '');
  return slug === '' || slug === PLATFORM_SCOPE ? 'business' : slug;
}

/** The ids that a business of this name may have, best first: `salon`, `salon-2`, `salon-3` … */
export function* idsFor(name: string): Generator<string> {
  const slug = slugOf(name);
  yield slug;
  for (let n = 2; ; n += 1) yield `${slug}-${n}`;
}
