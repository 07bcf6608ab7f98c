const AT_MOST_MS = 10_000;

/**
 * Resolves at the first SIGINT or SIGTERM. Further ones are ignored, since a terminal sends them to every process of the
 * group and npm passes them on as well; what has not closed by then is cut off.
 */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      setTimeout(() => process.exit(1), AT_MOST_MS).unref();
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
