const AT_MOST_MS = 10_000;

/**
 * Resolves at the first SIGINT or SIGTERM. Later ones are ignored, because a terminal sends them to every process of the group and
 * npm passes them on too. What has not closed 10 seconds after `delayMs` is cut off.
 */
export function stopSignal(delayMs = 0): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      setTimeout(() => process.exit(1), delayMs + AT_MOST_MS).unref();
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
