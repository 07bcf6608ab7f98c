import { DIGITS, type Random, randomText } from '#sandbox/shared/random.ts';

const ANSWER_MS = 5000;

/** Meta's GET verification: the app must answer 200 with the unchanged challenge (reference sheet §10.1). */
export async function handshake(url: string, verifyToken: string, random: Random, signal: AbortSignal): Promise<boolean> {
  const challenge = randomText(random, DIGITS, 10);
  const asked = new URL(url);
  asked.searchParams.set('hub.mode', 'subscribe');
  asked.searchParams.set('hub.challenge', challenge);
  asked.searchParams.set('hub.verify_token', verifyToken);
  try {
    const answer = await fetch(asked, { redirect: 'manual', signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]) });
    return (await answer.text()) === challenge && answer.status === 200;
  } catch {
    // The app is not up yet. The courier tries again.
    return false;
  }
}
