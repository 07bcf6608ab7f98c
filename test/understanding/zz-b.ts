import { readFileSync } from 'node:fs';
import { phrase } from '#core/understanding/alternation.ts';
const [file, name, text] = process.argv.slice(2);
const src = readFileSync(`/work/wt/understand/src/core/understanding/${file}.ts`, 'utf8');
for (const m of src.matchAll(/'((?:[^'\\]|\\.)*)'/g)) {
  const s = m[1].replaceAll('\\\\', '\\');
  if (s.length < 8) continue;
  let depth = 0,
    cur = '',
    parts = [];
  for (const c of s) {
    if (c === '(') depth++;
    if (c === ')') depth--;
    if (c === '|' && depth === 0) {
      parts.push(cur);
      cur = '';
    } else cur += c;
  }
  parts.push(cur);
  for (const p of parts) {
    try {
      const r = phrase(p).exec(text);
      if (r) console.log(JSON.stringify(r[0]), '<=', p.slice(0, 150));
    } catch {}
  }
}
