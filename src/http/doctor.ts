import Router from '@koa/router';

/** What is configured, reachable and missing, for the command line: ids and codes, on loopback. */
export function doctorRoutes(report: () => Promise<unknown>): Router {
  const router = new Router();
  router.get('/api/doctor', async (ctx) => {
    ctx.body = await report();
  });
  return router;
}
