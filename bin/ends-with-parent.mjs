// Loaded first into a program that run.mjs starts: stops it, as Ctrl+C would, when run.mjs is gone, however that ended.
if (process.connected) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
// A process that the program forks has a parent and a channel of its own.
const at = process.execArgv.indexOf('--import');
if (at !== -1) process.execArgv.splice(at, 2);
