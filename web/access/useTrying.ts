import { ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useReason } from '../api/useReason.ts';

/** A form that is sent once at a time, and says why it failed. */
export function useTrying() {
  const trying = ref(false);
  const problem = ref('');
  const reason = useReason();
  const { t } = useI18n();

  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    if (trying.value) return false;
    trying.value = true;
    problem.value = '';
    try {
      await work();
      return true;
    } catch (error) {
      problem.value = reason(error) || t('access.notDone');
      return false;
    } finally {
      trying.value = false;
    }
  }
  return { trying, problem, attempt };
}
