/** The sandbox refuses to start. The message gives the reason in one sentence. */
export class NotForTheSandbox extends Error {
  override readonly name = 'NotForTheSandbox';
}
