import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Ends a run with its counts on one line, and names each skipped test with the reason. */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const cases = modules.flatMap((module) => [...module.children.allTests()]);
    const withState = (state: string) => cases.filter((one) => one.result().state === state);
    const skipped = withState('skipped');
    const broken = modules.filter((module) => module.state() === 'failed' && module.errors().length > 0).length;
    for (const one of skipped) process.stdout.write(`skipped: ${one.fullName}${reasonOf(one)}\n`);
    const failed = withState('failed').length + broken + errors.length;
    process.stdout.write(`\n${withState('passed').length} passed, ${failed} failed, ${skipped.length} skipped\n`);
  }
}

/** A reason given at run time. Other reasons are part of the test's name. */
function reasonOf(one: TestCase): string {
  const result = one.result();
  return result.state === 'skipped' && result.note ? ` (${result.note})` : '';
}
