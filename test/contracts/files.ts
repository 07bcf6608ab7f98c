import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileTooLarge, type Files, type StoredFile, type TenantFiles } from '#contracts/files.ts';

export interface OpenFiles {
  readonly files: Files;
  close(): Promise<void>;
}

const HOSTILE = [
  '../x',
  '..',
  '/etc/passwd',
  'a/../../b',
  '.',
  'con\u0000trol',
  'A',
  'a',
  'x'.repeat(500),
  '{"$ne":1}',
  'a.json',
];
const ABOUT = { type: 'image/jpeg', limit: 1_000_000 };

/** The promises of every implementation of `Files`. */
export function describeFiles({ name, open }: { readonly name: string; open(): Promise<OpenFiles> }): void {
  describe(`${name} as a keeper of files`, () => {
    let opened: OpenFiles;
    let shop: TenantFiles;
    let other: TenantFiles;
    beforeEach(async () => {
      opened = await open();
      shop = opened.files.tenant('shop');
      other = opened.files.tenant('other');
    });
    afterEach(() => opened.close());

    it('returns the bytes, their size and their checksum', async () => {
      const chunks = [Buffer.alloc(70_000, 1), Buffer.alloc(0), Buffer.alloc(130_001, 2)];
      const about = await shop.put('f1', streamOf(chunks), ABOUT);
      const sha256 = createHash('sha256').update(Buffer.concat(chunks)).digest('hex');
      expect(about).toEqual({ id: 'f1', type: 'image/jpeg', size: 200_001, sha256 });
      const found = await shop.open('f1');
      expect(found?.about).toEqual(about);
      expect((await bytesOf(found?.bytes)).equals(Buffer.concat(chunks))).toBe(true);
    });

    it('keeps an empty file', async () => {
      await shop.put('f1', streamOf([]), ABOUT);
      expect((await shop.open('f1'))?.about.size).toBe(0);
      expect(await readText(shop, 'f1')).toBe('');
    });

    it('replaces a file while a reader still reads the old bytes', async () => {
      await shop.put('f1', textStream('old'), ABOUT);
      const reader = await shop.open('f1');
      await shop.put('f1', textStream('new'), { ...ABOUT, type: 'text/plain' });
      expect((await bytesOf(reader?.bytes)).toString()).toBe('old');
      expect((await shop.open('f1'))?.about).toMatchObject({ type: 'text/plain', size: 3 });
      expect(await readText(shop, 'f1')).toBe('new');
    });

    it('removes a file, or none if it does not exist', async () => {
      await shop.put('f1', textStream('x'), ABOUT);
      await shop.remove('f1');
      await shop.remove('f1');
      expect(await shop.open('f1')).toBeUndefined();
    });

    it('refuses more than the limit, keeps nothing of it, and keeps the old file', async () => {
      await expect(shop.put('f1', textStream('12345'), { ...ABOUT, limit: 4 })).rejects.toThrow(FileTooLarge);
      expect(await shop.open('f1')).toBeUndefined();
      await shop.put('f1', textStream('1234'), { ...ABOUT, limit: 4 });
      await expect(shop.put('f1', textStream('12345'), { ...ABOUT, limit: 4 })).rejects.toThrow(FileTooLarge);
      expect(await readText(shop, 'f1')).toBe('1234');
    });

    it('stops reading an endless stream at the limit', async () => {
      let cancelled = false;
      const endless = new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(new Uint8Array(1000)),
        cancel: () => void (cancelled = true),
      });
      await expect(shop.put('f1', endless, { ...ABOUT, limit: 50_000 })).rejects.toThrow(FileTooLarge);
      expect(cancelled).toBe(true);
    });

    it('keeps nothing of a stream that breaks', async () => {
      let sent = 0;
      const broken = new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 1;
          if (sent > 3) controller.error(new Error('connection lost'));
          else controller.enqueue(new Uint8Array(10));
        },
      });
      await expect(shop.put('f1', broken, ABOUT)).rejects.toThrow('connection lost');
      expect(await shop.open('f1')).toBeUndefined();
    });

    it('lets a reader stop early', async () => {
      await shop.put('f1', streamOf([Buffer.alloc(500_000)]), ABOUT);
      const reader = (await shop.open('f1'))?.bytes.getReader();
      await reader?.read();
      await reader?.cancel();
      expect((await bytesOf((await shop.open('f1'))?.bytes)).length).toBe(500_000);
    });

    it('refuses a file without an id', async () => {
      await expect(shop.put('', textStream('x'), ABOUT)).rejects.toThrow('a file needs an id');
    });

    it("shows nothing of another tenant's", async () => {
      await shop.put('f1', textStream('ours'), ABOUT);
      expect(await other.open('f1')).toBeUndefined();
      await other.remove('f1');
      await other.put('f1', textStream('theirs'), ABOUT);
      expect(await readText(shop, 'f1')).toBe('ours');
    });

    it('lists the files of the tenant, each once, whatever its id, and no other', async () => {
      expect(await listed(shop)).toEqual([]);
      const ids = [...HOSTILE, ...Array.from({ length: 250 }, (_, n) => `f${n}`)];
      for (const id of ids) await shop.put(id, textStream(id), ABOUT);
      await other.put('theirs', textStream('x'), ABOUT);
      await shop.put('f1', textStream('again'), ABOUT);
      await shop.remove('f2');
      await expect(shop.put('never', textStream('12345'), { ...ABOUT, limit: 4 })).rejects.toThrow(FileTooLarge);
      const all = await listed(shop);
      expect(all.map(({ id }) => id).toSorted()).toEqual(ids.filter((id) => id !== 'f2').toSorted());
      expect(all.find(({ id }) => id === 'f1')).toEqual((await shop.open('f1'))?.about);
      expect((await listed(other)).map(({ id }) => id)).toEqual(['theirs']);
    });

    it('takes any id and any tenant for what it is: a name, and no path', async () => {
      for (const id of HOSTILE) await shop.put(id, textStream(`file ${id}`), ABOUT);
      for (const tenant of HOSTILE) await opened.files.tenant(tenant).put('f', textStream(`tenant ${tenant}`), ABOUT);
      for (const id of HOSTILE) {
        expect((await shop.open(id))?.about.id).toBe(id);
        expect(await readText(shop, id)).toBe(`file ${id}`);
        expect(await readText(opened.files.tenant(id), 'f')).toBe(`tenant ${id}`);
      }
    });

    it('keeps one whole file if several are written under one id at once', async () => {
      const texts = Array.from({ length: 8 }, (_, n) => String(n).repeat(10_000 + n));
      await Promise.all(texts.map((text) => shop.put('f1', textStream(text), ABOUT)));
      const found = await shop.open('f1');
      const text = (await bytesOf(found?.bytes)).toString();
      expect(texts).toContain(text);
      expect(found?.about.size).toBe(text.length);
    });
  });
}

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  const rest = [...chunks];
  return new ReadableStream({
    pull(controller) {
      const chunk = rest.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });
}

function textStream(text: string): ReadableStream<Uint8Array> {
  return streamOf([Buffer.from(text)]);
}

async function bytesOf(stream: ReadableStream<Uint8Array> | undefined): Promise<Buffer> {
  if (!stream) throw new Error('the file is not there');
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function listed(files: TenantFiles): Promise<StoredFile[]> {
  const all: StoredFile[] = [];
  for await (const one of files.list()) all.push(one);
  return all;
}

async function readText(files: TenantFiles, id: string): Promise<string> {
  return (await bytesOf((await files.open(id))?.bytes)).toString();
}
