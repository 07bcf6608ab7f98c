import { useI18n } from 'vue-i18n';
import { CallFailed } from './client.ts';

/** Turns a failed call into a sentence for people: ours for what they can cause, else the server's own if it gave one. */
export function useReason(): (problem: unknown) => string {
  const { t, te } = useI18n();
  return (problem) => {
    if (!(problem instanceof CallFailed)) return '';
    if (problem.status === 0) return t('shell.noAnswer');
    const ours = `errors.${problem.code}`;
    return problem.code !== '' && te(ours) ? t(ours) : problem.message;
  };
}

/** The server answered 404. */
export function isMissing(problem: unknown): boolean {
  return problem instanceof CallFailed && problem.status === 404;
}
