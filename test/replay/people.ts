import type { Random } from '#sandbox/shared/random.ts';

/** The two business numbers of the tenant, on one Meta app. */
export const NUMBERS = ['106540352240001', '106540352240002'] as const;

interface Person {
  readonly name: string;
  phone: string;
  readonly userId: string | undefined;
}

/** One webhook of Meta, its time in whole seconds. */
type Json = Readonly<Record<string, unknown>>;

/**
 * Customers as they are: some known by phone alone, some who write late, send pictures, write to the other number too, or change
 * their number; a number that was given up gets a new owner.
 */
export function people(count: number, random: Random) {
  const all: Person[] = Array.from({ length: count }, (_, n) => ({
    name: `Guest ${n}`,
    phone: String(447_700_000_000 + n),
    userId: n % 3 === 0 ? undefined : `GB.${n}`,
  }));
  let phones = count;
  let ids = 0;

  return {
    count,
    /** What the person of this place says next. */
    says(place: number, seconds: number): Json {
      const person = all[place % count];
      if (!person) throw new RangeError('there is nobody');
      const number = NUMBERS[random() < 0.15 ? 1 : 0];
      const id = `wamid.${(ids += 1)}`;
      const timestamp = String(seconds - (random() < 0.02 ? 5 : 0));
      if (random() < 0.005) return value(number, moved(person, id, timestamp));
      const from = { from: person.phone, ...(person.userId === undefined ? {} : { from_user_id: person.userId }) };
      const contact = {
        profile: { name: person.name },
        wa_id: person.phone,
        ...(person.userId === undefined ? {} : { user_id: person.userId }),
      };
      const content =
        random() < 0.05
          ? { type: 'image', image: { id: `media-${id}`, mime_type: 'image/jpeg' } }
          : { type: 'text', text: { body: `what ${person.name} has to say, number ${ids}` } };
      return value(number, { contacts: [contact], messages: [{ ...from, id, timestamp, ...content }] });
    },
  };

  function moved(person: Person, id: string, timestamp: string): Json {
    const was = person.phone;
    // Half of the numbers that people move to were somebody's, who has another one by now.
    person.phone = String(447_700_000_000 + (phones += 1));
    const next = all[Math.floor(random() * count)];
    if (next && next !== person && next.userId !== undefined && random() < 0.5) next.phone = was;
    const system = { type: 'user_changed_number', body: 'has a new number', wa_id: person.phone };
    return { messages: [{ from: was, id, timestamp, type: 'system', system }] };
  }
}

export function statusOf(number: string, fields: Json): Json {
  return value(number, { statuses: [fields] });
}

function value(number: string, fields: Json): Json {
  return {
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '442079460018', phone_number_id: number },
      ...fields,
    },
  };
}
