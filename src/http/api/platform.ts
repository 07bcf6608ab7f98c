import type { z } from 'zod';
import { openApi } from '#contracts/api/openapi.ts';
import { describeApi, type doctorReport, showReport } from '#contracts/api/platform.ts';
import type { Route } from '#contracts/api/route.ts';
import { type ReadonlyDeep, type Served, served } from '#contracts/api/served.ts';

export type Report = () => Promise<ReadonlyDeep<z.output<typeof doctorReport>>>;

/** `described`: the routes that the description is made of. */
export function platformRoutes(report: Report, described: () => readonly Route[]): readonly Served[] {
  return [
    served(showReport, async () => ({ status: 200, body: await report() })),
    served(describeApi, async () => ({ status: 200, body: openApi(described()) })),
  ];
}
