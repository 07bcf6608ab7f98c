import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Closes a run with its counts on a line of their own, and names what was skipped with its reason. */
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

/** A reason given while running; others stand in the name. */
function reasonOf(one: TestCase): string {
  const result = one.result();
  return result.state === 'skipped' && result.note ? ` (${result.note})` : '';
}
