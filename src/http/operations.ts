import Router from '@koa/router';

export interface OperationsNeeds {
  readonly ready: () => Promise<{ readonly ready: boolean }>;
  /** Everything that is measured, as Prometheus reads it. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
}

/** For whoever runs Deskbell: a balancer, an orchestrator, Prometheus. */
export function operations({ ready, metrics }: OperationsNeeds): Router {
  const router = new Router();

  /** Whether the process still turns; to be restarted otherwise. */
  router.get('/health/live', (ctx) => {
    ctx.body = { live: true };
  });

  /** Whether to send it work: 200 or 503, with the reason. */
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
