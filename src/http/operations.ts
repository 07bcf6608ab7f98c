import Router from '@koa/router';

export interface OperationsNeeds {
  readonly ready: () => Promise<{ readonly ready: boolean }>;
  /** All metrics in the Prometheus text format. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
}

/** Health and metrics, for load balancers, orchestrators and Prometheus. */
export function operations({ ready, metrics }: OperationsNeeds): Router {
  const router = new Router();

  /** Whether the process still responds. If not, restart it. */
  router.get('/health/live', (ctx) => {
    ctx.body = { live: true };
  });

  /** Whether to send requests to this instance: 200, or 503 with the reason. */
  router.get('/health/ready', async (ctx) => {
    const readiness = await ready();
    ctx.status = readiness.ready ? 200 : 503;
    ctx.set('Cache-Control', 'no-store');
    ctx.body = readiness;
  });

  router.get('/metrics', async (ctx) => {
    const { type, text } = await metrics();
    ctx.set('Content-Type', type);
    ctx.body = text;
  });

  return router;
}
