import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { productRoutes } from '#contracts/api/all.ts';
import { openApi } from '#contracts/api/openapi.ts';
import { deskbell } from './run.ts';

vi.setConfig({ testTimeout: 60_000 });

it('deskbell openapi prints the description of the API, and nothing else', async () => {
  const ran = await deskbell(['openapi']);
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  expect(JSON.parse(ran.stdout)).toEqual(openApi(productRoutes));
});

it('docs/api.md has its tables', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/api.md'), 'utf8');
  const ran = await deskbell(['openapi', '--markdown']);
  const tables = ran.stdout.trim().split('\n\n');
  expect(tables).toHaveLength(2);
  for (const table of tables) expect(page).toContain(`\n${table}\n`);
});
