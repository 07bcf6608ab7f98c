import type { Log } from '#contracts/log.ts';
import type { Metrics } from '#contracts/metrics.ts';

export const quietLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
export const quietMetrics: Metrics = { count() {}, gauge() {}, time() {} };
