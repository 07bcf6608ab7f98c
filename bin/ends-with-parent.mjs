// Loaded first into a program that run.mjs starts: stops it, as Ctrl+C would, when run.mjs is gone, however that ended.
if (process.connected) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
