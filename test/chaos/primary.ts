import { MongoClient } from 'mongodb';

const STEPS_DOWN_FOR_S = 10;

export async function primaryOf(url: string): Promise<string> {
  return onSet(url, async (client) => String((await client.db('admin').command({ hello: 1 }))['primary']));
}

/** It stays, as one of the others, and may not come back for some seconds. */
export async function stepDown(url: string): Promise<string> {
  const was = await primaryOf(url);
  await onSet(url, (client) => client.db('admin').command({ replSetStepDown: STEPS_DOWN_FOR_S, force: true })).catch(closed);
  return `${was} stepped down`;
}

/** It ends; starting it again is up to whoever runs it. */
export async function stopPrimary(url: string, primary: string): Promise<string> {
  await onSet(url, (client) => client.db('admin').command({ shutdown: 1, force: true })).catch(closed);
  return `${primary} was shut down`;
}

/** Whoever steps down or ends closes the connection that it was told on. */
function closed(error: unknown): void {
  if (!(error instanceof Error && error.name.startsWith('Mongo'))) throw error;
}

async function onSet<R>(url: string, use: (client: MongoClient) => Promise<R>): Promise<R> {
  const client = await MongoClient.connect(url, { serverSelectionTimeoutMS: 30_000, readPreference: 'primary' });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}
