import { writeFile } from 'node:fs/promises';
import { describeApi } from './describe-api.ts';

/** Writes the OpenAPI document that is committed beside this file; a test compares the two. */
const target = new URL('openapi.json', import.meta.url);
await writeFile(target, `${JSON.stringify(await describeApi(), null, 2)}\n`);
