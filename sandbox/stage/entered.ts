/** The cookie of one of the demo's people, for programs that read the API as the pages do. */
export async function enteredAs(pagesUrl: string, as: 'owner' | 'agent' | 'operator'): Promise<string> {
  const answer = await fetch(`${pagesUrl}/sandbox/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as }),
  });
  const [cookie] = answer.headers.getSetCookie();
  if (!answer.ok || cookie === undefined) throw new Error(`the sandbox answered ${answer.status} to signing in`);
  return cookie.split(';')[0] ?? '';
}
