import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChaosRun, chaos } from './chaos.ts';
import { chaosLines, reportOf } from './report.ts';
import { type Servers, findServers } from './servers.ts';

const MESSAGES = 600;
const found = await findServers();

if ('reason' in found)
  describe('instances on the production engines', () => it.skip(`keep every promise [skipped: ${found.reason}]`, () => {}));
else shortRun(found);

/** A short run of `npm run chaos`. That each check notices what it is there for is held by `test/crash/crash.test.ts`. */
function shortRun(servers: Servers): void {
  describe('instances on the production engines', () => {
    let folder: string;
    let run: ChaosRun;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'deskbell-chaos-'));
      run = await chaos({
        folder,
        servers,
        seed: 'test',
        messages: MESSAGES,
        writers: 60,
        visitorsAtATime: 1,
        splitRoles: false,
        minutes: 10,
        howMuch: 'few',
        tell: () => {},
      });
    }, 600_000);
    afterAll(async () => {
      await servers[Symbol.asyncDispose]();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    });

    it('keep every promise', () => {
      expect(run.load.acknowledged).toBeGreaterThanOrEqual(MESSAGES);
      expect(run.failures.get('kill -9')).toBe(1);
      expect(run.failures.get('pause an instance while another takes over')).toBe(1);
      expect(run.checks.filter(({ broken }) => broken.length > 0)).toEqual([]);
    });

    it('say in a report what was done and what was left out', () => {
      const report = reportOf(run, { seed: 'test', servers: ['a server'], leftOut: ['step-down'] });
      expect(report.ok).toBe(true);
      expect(chaosLines(report)).toContain('Not tested: step-down');
      const broken = { ...run, checks: [{ what: 'a promise', of: 1, broken: ['here'] }] };
      expect(reportOf(broken, { seed: 'test', servers: [], leftOut: [] }).ok).toBe(false);
    });

    for (const what of servers.leftOut) it.skip(`survive [skipped: ${what}]`, () => {});
  });
}
