import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { MEASURES } from '#contracts/metrics.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

describe('docs/metrics.md', () => {
  const rows = read('docs/metrics.md').split('\n');

  it.each(Object.entries(MEASURES))('says what %s is, as the contract does', (name, { kind, labels, help }) => {
    const cells = [
      `\`deskbell_${name}\``,
      kind === 'seconds' ? 'histogram' : kind,
      labels.map((one) => `\`${one}\``).join(', '),
      help,
    ];
    expect(rows).toContain(`| ${cells.join(' | ')} |`);
  });

  it('names no others', () => {
    const named = rows.flatMap((row) => [...row.matchAll(/`deskbell_(\w+)`/g)].map(([, name = '']) => name));
    expect(named.filter((name) => !(name in MEASURES))).toEqual([]);
  });
});

describe('deploy/alerts.yml', () => {
  const alert = z.strictObject({
    alert: z.string().regex(/^Deskbell\w+$/),
    expr: z.string(),
    for: z
      .string()
      .regex(/^\d+m$/)
      .optional(),
    labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
    annotations: z.strictObject({ summary: z.string() }),
  });
  const { groups } = z
    .strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(alert) })) })
    .parse(parse(read('deploy/alerts.yml')));
  const rules = groups.flatMap((group) => group.rules);

  it.each(rules)('$alert asks for what is measured', ({ expr, annotations }) => {
    const metrics = [...expr.matchAll(/deskbell_(\w+)/g)].map(([, name = '']) => name);
    const labels = [...`${expr} ${annotations.summary}`.matchAll(/by \(([^)]*)\)|\$labels\.(\w+)|\{(\w+)=/g)].flatMap(
      ([, by, shown, chosen]) => (by ?? shown ?? chosen ?? '').split(', '),
    );
    expect(metrics).not.toEqual([]);
    const known = metrics.flatMap((name) => MEASURES[name as keyof typeof MEASURES].labels as readonly string[]);
    expect(labels.filter((label) => ![...known, 'instance', 'job'].includes(label))).toEqual([]);
  });

  it('has a row for each in docs/metrics.md', () => {
    const rows =
      read('docs/metrics.md')
        .split('## Alerts')[1]
        ?.match(/^\| (?!---|alert)/gm) ?? [];
    expect(rows).toHaveLength(rules.length);
  });
});

it('deploy/prometheus.yml asks the instances of compose.yaml', () => {
  const { scrape_configs: jobs, rule_files: rules } = z
    .object({
      scrape_configs: z.array(
        z.object({ job_name: z.string(), static_configs: z.array(z.object({ targets: z.array(z.string()) })) }),
      ),
      rule_files: z.array(z.string()),
    })
    .parse(parse(read('deploy/prometheus.yml')));
  const { services } = z
    .object({ services: z.record(z.string(), z.object({ build: z.string().optional() })) })
    .parse(parse(read('compose.yaml'), { merge: true }));
  const instances = Object.keys(services).filter((name) => services[name]?.build !== undefined);
  expect(jobs.flatMap((job) => job.static_configs.flatMap(({ targets }) => targets))).toEqual(
    instances.map((name) => `${name}:7354`),
  );
  // The rules name the job.
  expect([jobs.map((job) => job.job_name), rules]).toEqual([['deskbell'], ['alerts.yml']]);
});
