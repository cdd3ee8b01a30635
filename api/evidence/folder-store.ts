import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { EvidenceStore } from './evidence-store.ts';

const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Evidence as files in a folder that every API process shares; keys are UUIDs. */
export function createFolderStore(folder: string): EvidenceStore {
  const pathOf = (key: string): string => {
    if (!KEY.test(key)) throw new Error('A key of evidence is a UUID in lower case');
    // Folders by the first digits, so that none holds more files than people and tools can list.
    return join(folder, key.slice(0, 2), key);
  };
  return {
    put: async (key, source) => {
      const path = pathOf(key);
      const arriving = `${path}.part`;
      await mkdir(dirname(path), { recursive: true });
      try {
        await writeDurably(arriving, source);
        await rename(arriving, path);
        await syncFolder(dirname(path));
      } catch (error) {
        await rm(arriving, { force: true });
        throw error;
      }
    },
    open: async (key) => (await open(pathOf(key), 'r')).createReadStream(),
    remove: (key) => rm(pathOf(key), { force: true }),
  };
}

/** Bytes that are in a power cut's reach are not kept yet. */
async function writeDurably(path: string, source: AsyncIterable<Buffer>): Promise<void> {
  const file = await open(path, 'w', 0o640);
  await pipeline(source, file.createWriteStream({ flush: true }));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
