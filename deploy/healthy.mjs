// Health check inside the container: `node deploy/healthy.mjs live|ready` exits with 0 if /health/live or /health/ready answers 200.
// The image contains no curl.
const port = process.env.DESKBELL_HEALTH_PORT || Number(process.env.DESKBELL_PORT || 7350) + 4;
const url = `http://127.0.0.1:${port}/health/${process.argv[2] === 'ready' ? 'ready' : 'live'}`;
const healthy = await fetch(url, { signal: AbortSignal.timeout(4_000) }).then(
  ({ ok }) => ok,
  () => false,
);
process.exit(healthy ? 0 : 1);
