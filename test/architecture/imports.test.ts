import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ICruiseResult } from 'dependency-cruiser';
import { beforeAll, describe, expect, it } from 'vitest';
import { BREACHES, brokenProduct } from './breaches.ts';
import { cruiseFolders, ROOT, violationsOf } from './cruise.ts';
import { LAYER_RULES, OWNER_RULES } from './import-rules.ts';

/** Everything that has rules; tests may import what they like. */
const FOLDERS = ['workflows', 'activities', 'api', 'db', 'local', 'bench'];

describe('the imports of the product', () => {
  let product: ICruiseResult;
  beforeAll(async () => {
    product = await cruiseFolders([...FOLDERS, '*.ts']);
  });

  it('keep every rule of the layers', () => {
    const seen = product.modules.filter(({ source }) => !source.includes('node_modules'));
    expect(seen.length).toBeGreaterThan(100);
    for (const folder of FOLDERS) {
      expect(seen.filter(({ source }) => source.startsWith(`${folder}/`)).length, folder).toBeGreaterThan(0);
    }
    expect(violationsOf(product)).toEqual([]);
  });

  it('leave each outside library to its owner, who uses it', () => {
    for (const { name, from, to } of OWNER_RULES) {
      const library = new RegExp(String(to.path));
      const users = product.modules.filter(({ dependencies }) =>
        dependencies.some(({ resolved }) => library.test(resolved)),
      );
      const places = new RegExp(String(from.pathNot));
      expect(
        users.some(({ source }) => places.test(source)),
        name,
      ).toBe(true);
    }
  });
});

describe('each rule about imports', () => {
  let broken: ICruiseResult;
  beforeAll(async () => {
    const directory = mkdtempSync(join(tmpdir(), 'after-sales-imports-'));
    for (const [file, text] of Object.entries(brokenProduct())) {
      mkdirSync(join(directory, dirname(file)), { recursive: true });
      writeFileSync(join(directory, file), text);
    }
    for (const shared of ['node_modules', 'package.json']) {
      symlinkSync(join(ROOT, shared), join(directory, shared));
    }
    broken = await cruiseFolders(['workflows', 'activities', 'api', 'db', '*.ts'], directory);
    rmSync(directory, { recursive: true });
  });

  it('has an example of what it forbids', () => {
    expect(Object.keys(BREACHES)).toEqual(LAYER_RULES.map(({ name }) => name));
  });

  it.for(Object.entries(BREACHES))('%s finds its breaches', ([rule, breaches]) => {
    const found = broken.summary.violations.filter((violation) => violation.rule.name === rule);
    for (const [file, statement] of breaches) {
      const imported = importedBy(statement);
      const hits = found.filter(({ from, to }) => from === file && to.includes(imported));
      expect(hits.length, `${file}: ${statement}`).toBeGreaterThan(0);
    }
  });
});

/** The last part of what a statement imports, which the resolved path holds too. */
const importedBy = (statement: string): string =>
  /'(?:[^']*\/)?(?:node:)?([^'/]+)';$/.exec(statement)?.[1] ?? statement;
