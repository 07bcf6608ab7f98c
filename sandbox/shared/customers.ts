import type { Customer, NewCustomer } from '#contracts/api/phone.ts';
import type { SandboxFile } from './file.ts';
import { DIGITS, HEX, type Random, randomText } from './random.ts';

/** A person with a simulated phone. A hidden number is known only to WhatsApp. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** E.164. Missing if a customer with a hidden number has none. */
  readonly number?: string;
  /** Business-scoped user id, `ES.` and digits. */
  readonly userId: string;
  readonly username?: string;
  readonly hidden: boolean;
}

export interface Customers {
  /** An existing number means the same customer, with the new name. */
  add(wish: NewCustomer): Promise<Person>;
  get(id: string): Person | undefined;
  /**
   * Finds a customer by number, with or without `+`. Also finds a hidden number, because the business may know it from elsewhere.
   */
  byNumber(number: string): Person | undefined;
  byUserId(userId: string): Person | undefined;
  all(): Person[];
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly number: string | null;
  readonly user_id: string;
  readonly username: string | null;
  readonly hidden: number;
}

export function customersOf(file: SandboxFile, random: Random): Customers {
  const one = (sql: string, value: string): Person | undefined => {
    const row = file.row<Row>(`SELECT * FROM customers WHERE ${sql}`, value);
    return row && personOf(row);
  };

  return {
    add: (wish) =>
      file.write(() => {
        const known = wish.number === undefined ? undefined : one('number = ?', wish.number);
        if (known) {
          file.run('UPDATE customers SET name = ?, hidden = ? WHERE id = ?', wish.name, Number(wish.hideNumber), known.id);
        } else {
          file.run(
            'INSERT INTO customers (id, name, number, user_id, username, hidden) VALUES (?, ?, ?, ?, ?, ?)',
            `cu_${randomText(random, HEX, 16)}`,
            wish.name,
            wish.number ?? (wish.hideNumber ? null : newNumber(random)),
            `ES.${randomText(random, DIGITS, 16)}`,
            usernameOf(wish.name, random),
            Number(wish.hideNumber),
          );
        }
        const person = known ? one('id = ?', known.id) : newest(file);
        if (!person) throw new Error('the customer was not written');
        return person;
      }),
    get: (id) => one('id = ?', id),
    byNumber: (number) => one('number = ?', `+${number.replace(/\D/g, '')}`),
    byUserId: (userId) => one('user_id = ?', userId),
    all: () => file.rows<Row>('SELECT * FROM customers ORDER BY seq').map(personOf),
  };
}

const newest = (file: SandboxFile): Person | undefined => {
  const row = file.row<Row>('SELECT * FROM customers ORDER BY seq DESC LIMIT 1');
  return row && personOf(row);
};

const newNumber = (random: Random): string => `+346${randomText(random, DIGITS, 8)}`;

/** 3 to 35 of `[a-z0-9._]`, as WhatsApp allows. */
function usernameOf(name: string, random: Random): string {
  const plain = name
    .normalize('NFD')
    .toLowerCase()
    .replace(/\s+/g, '.')
    .replace(/[^a-z0-9.]/g, '');
  return `${plain.slice(0, 25) || 'guest'}.${randomText(random, DIGITS, 4)}`;
}

const personOf = (row: Row): Person => ({
  id: row.id,
  name: row.name,
  ...(row.number !== null && { number: row.number }),
  userId: row.user_id,
  ...(row.username !== null && { username: row.username }),
  hidden: row.hidden === 1,
});

/** The form for the phone page and the tests. */
export const shown = (person: Person): Customer => ({
  id: person.id,
  name: person.name,
  ...(person.number !== undefined && !person.hidden && { number: person.number }),
  userId: person.userId,
});
