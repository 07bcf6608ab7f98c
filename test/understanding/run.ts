// `npm run understand -- <corpus.jsonl>`: how many messages the rules understand, and what is wrong with the others. With `--model`,
// what they are not sure of is asked of a model that knows the corpus, on the way that a turn takes.
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { meaning as meaningShape } from '#contracts/meaning.ts';
import { understand } from '#core/understanding/understand.ts';
import { readBusinesses, readItems, settingOf } from './corpus.ts';
import { knowingModel } from './model.ts';
import { type Scored, score } from './score.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    businesses: { type: 'string' },
    misses: { type: 'boolean', default: false },
    model: { type: 'boolean', default: false },
  },
});
const [corpus] = positionals;
if (corpus === undefined) {
  process.stderr.write('npm run understand -- <corpus.jsonl> [--businesses <file>] [--json] [--misses] [--model]\n');
  process.exit(2);
}

const businesses = await readBusinesses(values.businesses ?? join(dirname(corpus), 'businesses.json'));
await using model = values.model ? await knowingModel() : undefined;
const scored: Scored[] = [];
/** As if every item had been asked of the model: what gets lost on the way to it and back. */
const alone: Scored[] = [];
let asked = 0;
for (const item of await readItems(corpus)) {
  const business = businesses.get(item.business);
  if (!business) throw new RangeError(`item ${item.id}: no business ${item.business}`);
  const setting = settingOf(item, business);
  const byRules = understand(item.text, setting);
  const proposed = await model?.reads(item, setting);
  asked += byRules.sure ? 0 : 1;
  if (model) alone.push(score(item, proposed ?? byRules));
  scored.push(score(item, meaningShape.parse((byRules.sure ? undefined : proposed) ?? byRules)));
}

const report = {
  ...figuresOf(scored),
  ...(model ? { asked, modelAlone: figuresOf(alone) } : {}),
  by: {
    language: by(({ item }) => item.lang),
    state: by(({ item }) => item.state),
    intent: by(({ item }) => item.means.intent ?? ''),
    hard: by(({ item }) => String(item.hard ?? '')),
    wrong: wrongs(),
  },
};
if (values.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
else print();
if (values.misses)
  for (const one of scored)
    if (one.wrong.length > 0 || one.lostHold || one.wrongBooking || one.wrongCancellation)
      process.stdout.write(
        `${JSON.stringify({ id: one.item.id, state: one.item.state, text: one.item.text, wrong: one.wrong, means: one.item.means, read: one.meaning })}\n`,
      );

function figuresOf(some: readonly Scored[]) {
  const count = (is: (one: Scored) => boolean) => some.filter(is).length;
  const share = (number: number) => (some.length === 0 ? 0 : Math.round((1000 * number) / some.length) / 10);
  return {
    items: some.length,
    intents: share(count(({ wrong }) => !wrong.includes('intent'))),
    meanings: share(count(({ wrong }) => wrong.length === 0)),
    lostHolds: count(({ lostHold }) => lostHold),
    wrongBookings: count(({ wrongBooking }) => wrongBooking),
    wrongCancellations: count(({ wrongCancellation }) => wrongCancellation),
  };
}

function by(key: (one: Scored) => string): Record<string, ReturnType<typeof figuresOf>> {
  return Object.fromEntries(
    [...Map.groupBy(scored, key)].toSorted(([a], [b]) => a.localeCompare(b)).map(([name, some]) => [name, figuresOf(some)]),
  );
}

function wrongs(): Record<string, number> {
  const all = scored.flatMap(({ wrong }) => wrong);
  return Object.fromEntries([...Map.groupBy(all, (one) => one)].map(([name, some]) => [name, some.length]));
}

function print(): void {
  const { by: groups, ...figures } = report;
  const line = (name: string, { items, intents, meanings, lostHolds, wrongBookings, wrongCancellations }: typeof figures) =>
    process.stdout.write(
      `${name.padEnd(18)}${[items, intents, meanings, lostHolds, wrongBookings, wrongCancellations].map((value) => String(value).padStart(10)).join('')}\n`,
    );
  process.stdout.write(
    `${''.padEnd(18)}${['items', 'intents %', 'meanings %', 'lost holds', 'booked', 'cancelled'].map((name) => name.padStart(10)).join('')}\n`,
  );
  line(model ? `all, ${asked} asked` : 'all', figures);
  if (model) line('model alone', figuresOf(alone));
  for (const [group, rows] of Object.entries({
    language: groups.language,
    state: groups.state,
    intent: groups.intent,
    hard: groups.hard,
  })) {
    process.stdout.write(`\nby ${group}\n`);
    for (const [name, row] of Object.entries(rows)) line(name, row);
  }
  process.stdout.write('\nwhat was wrong\n');
  for (const [name, count] of Object.entries(groups.wrong))
    process.stdout.write(`${name.padEnd(18)}${String(count).padStart(10)}\n`);
}
