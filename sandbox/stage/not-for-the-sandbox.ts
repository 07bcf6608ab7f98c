/** The sandbox does not start on this; the message says why, in one sentence. */
export class NotForTheSandbox extends Error {
  override readonly name = 'NotForTheSandbox';
}
