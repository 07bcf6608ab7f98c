import { readFileSync } from 'node:fs';
import { at, read } from '#test/core/understanding/desk.ts';
for (const line of readFileSync(process.argv[2], 'utf8').trim().split('\n')) {
  const [place, text, want] = line.split('|');
  console.log(`${place} | ${text}\n     want ${want}\n     got  ${JSON.stringify(read(text, at[place]))}`);
}
