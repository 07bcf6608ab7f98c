export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As it stands there, with its braces. */
  readonly labelText: string;
  readonly value: number;
}

export interface Family {
  readonly help: string;
  readonly type: string;
  readonly samples: readonly Sample[];
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(\{.*\})? (\S+)( \d+)?$/;
/** As Go reads numbers: prom-client writes `Nan` for a mean of nothing. */
const NUMBER = /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|[+-]?inf|nan)$/i;
const LABELS = /^\{(?:[a-zA-Z_]\w*="(?:[^"\\]|\\[\\"n])*"(?:,(?!\})|(?=\})))+\}$/;

/**
 * Reads Prometheus's text format 0.0.4 as strictly as it is written down: help and type once and before the samples of a
 * family, which stand together and are there once each. @throws Error with the line that is not so.
 */
export function familiesOf(text: string): ReadonlyMap<string, Family> {
  const families = new Map<string, { help: string; type: string; samples: Sample[] }>();
  const seen = new Set<string>();
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  let current = '';
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const [, what, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (what === 'HELP') {
      if (families.has(name)) throw new Error(`a second time: ${line}`);
      families.set((current = name), { help: rest, type: '', samples: [] });
      continue;
    }
    const family = families.get(current);
    if (!family) throw new Error(`belongs to nothing: ${line}`);
    if (what === 'TYPE') {
      if (name !== current || !/^(counter|gauge|histogram|summary|untyped)$/.test(rest)) throw new Error(`no type: ${line}`);
      family.type = rest;
      continue;
    }
    const sample = sampleOf(line);
    const own = family.type === 'histogram' ? /^_(bucket|sum|count)$/ : /^$/;
    if (!sample.name.startsWith(current) || !own.test(sample.name.slice(current.length)))
      throw new Error(`stands apart: ${line}`);
    if (seen.has(sample.name + sample.labelText)) throw new Error(`a second time: ${line}`);
    seen.add(sample.name + sample.labelText);
    family.samples.push(sample);
  }
  return families;
}

function sampleOf(line: string): Sample {
  const [, name = '', labelText = '', number = ''] = SAMPLE.exec(line) ?? [];
  if (name === '' || !NUMBER.test(number) || (labelText !== '' && !LABELS.test(labelText)))
    throw new Error(`unreadable: ${line}`);
  const labels = [...labelText.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [label, text] as const);
  return { name, labels: Object.fromEntries(labels), labelText, value: Number(number) };
}
