// Preloaded into each program that run.mjs starts. Stops the program when run.mjs ends, in whatever way.
if (process.connected) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
// Not passed on to processes that the program forks: they have their own parent and channel.
const at = process.execArgv.indexOf('--import');
if (at !== -1) process.execArgv.splice(at, 2);
