import { understand } from '#core/understanding/understand.ts';
import { readBusinesses, readItems, settingOf } from './corpus.ts';
const bs = await readBusinesses('/tmp/und/businesses.json');
const items = [...(await readItems('/tmp/und/a.jsonl')), ...(await readItems('/tmp/und/b.jsonl'))].map(
  (i) => [i.text, settingOf(i, bs.get(i.business)!)] as const,
);
const c = () => {
  const u = process.cpuUsage();
  return (u.user + u.system) / 1000;
};
let t = c();
understand(items[0]![0], items[0]![1]);
console.log('first', c() - t);
for (let r = 0; r < 6; r++) {
  const times: number[] = [];
  for (const [x, s] of items) {
    const a = c();
    understand(x, s);
    times.push(c() - a);
  }
  times.sort((a, b) => a - b);
  console.log(
    'round',
    r,
    'median',
    times[105]!.toFixed(2),
    'p95',
    times[200]!.toFixed(2),
    'max',
    times.at(-1)!.toFixed(2),
    'mean',
    (times.reduce((a, b) => a + b) / 210).toFixed(3),
  );
}
const big = 'quiero una cita para el lunes a las 5 con mara '.repeat(220);
console.log(big.length);
for (let i = 0; i < 4; i++) {
  t = c();
  understand(big, items[0]![1]);
  console.log('10k', c() - t);
}
const big2 = 'monday 5 to 6 '.repeat(750);
for (let i = 0; i < 3; i++) {
  t = c();
  understand(big2, items[0]![1]);
  console.log('10k dates', c() - t);
}
for (const x of [
  'a9'.repeat(5000),
  'be a bit late '.repeat(800),
  'i want to '.repeat(1000),
  'can you can you '.repeat(800),
  '1'.repeat(10000),
  'from 5 '.repeat(1500),
  'no el '.repeat(2000),
  'talk to aaaaaaaaaaaaaaaaaaaaaaaaaaaaa9 '.repeat(100),
  'if '.repeat(4000),
  '('.repeat(10000),
  'do you '.repeat(1600) + 'x',
]) {
  t = c();
  understand(x, items[0]![1]);
  console.log(x.slice(0, 20), (c() - t).toFixed(1));
}
