import Router from '@koa/router';

/** What is configured, reachable and missing, for the command line. Ids and codes only, on loopback. */
export function doctorRoutes(report: () => Promise<unknown>): Router {
  const router = new Router();
  router.get('/api/doctor', async (ctx) => {
    ctx.body = await report();
  });
  return router;
}
