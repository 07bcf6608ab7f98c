import { metaBody, textChange } from '#test/http/bodies.ts';
import { givenApp } from '#test/http/given.ts';
import { healthyDelays } from './healthy.ts';

/**
 * The app in a process of its own, with a healthy client inside: started by `attacked.ts`, which attacks it from outside. It says
 * where it listens, and at `measured` the longest delay of a healthy request since it was asked before.
 */
await using app = await givenApp();
const healthy = healthyDelays(app.metaSays, metaBody(textChange({ id: 'wamid.healthy', body: 'hi', name: 'Healthy Hanna' })));
const { meta, twilio } = app.credentials;

process.on('message', (asked) => {
  if (asked === 'measured') void healthy.worst().then((worst) => process.send?.(worst));
});
process.send?.({ metaUrl: app.metaUrl, twilioUrl: app.twilioUrl, appSecret: meta.appSecret, authToken: twilio.authToken });
await new Promise((gone) => process.once('disconnect', gone));
await healthy.stop();
