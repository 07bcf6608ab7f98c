import { understand } from '#core/understanding/understand.ts';
import { readingOf } from '#core/understanding/reading.ts';
import { actsOf } from '#core/understanding/acts.ts';
import { readBusinesses, readItems, settingOf } from '/work/wt/understand/test/understanding/corpus.ts';
const bs = await readBusinesses('/tmp/und/businesses.json');
const items = [...(await readItems('/tmp/und/a.jsonl')), ...(await readItems('/tmp/und/b.jsonl'))];
for (const id of process.argv.slice(2)) {
  const item = items.find((i) => i.id === id)!;
  const s = settingOf(item, bs.get(item.business)!);
  const r = readingOf(item.text, s);
  console.log(
    item.text,
    '\n ',
    r.text,
    '\n ',
    actsOf(r).map((a) => `${a.kind}:${a.question ?? ''} v=${a.visit} [${a.masked}] asked=${a.asked} rest=${a.pieces.rest}`),
    r.days.map((d) => JSON.stringify(d)),
    r.clocks,
    r.amounts,
    r.services,
    '\n ',
    JSON.stringify(understand(item.text, s)),
  );
}
