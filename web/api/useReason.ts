import { useI18n } from 'vue-i18n';
import { CallFailed } from './client.ts';

/** Turns a failed call into a sentence for people: the server's own if it gave one. */
export function useReason(): (problem: unknown) => string {
  const { t } = useI18n();
  return (problem) => {
    if (!(problem instanceof CallFailed)) return '';
    return problem.status === 0 ? t('shell.noAnswer') : problem.message;
  };
}

/** The server answered 404. */
export function isMissing(problem: unknown): boolean {
  return problem instanceof CallFailed && problem.status === 404;
}
