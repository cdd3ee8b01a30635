import { tokenFor } from './bearer.ts';
import { findRunningStack } from './running-stack.ts';

/** Prints a bearer token, and on standard error whose it is: `npm run --silent token -- service_lead`. */
async function main(): Promise<void> {
  const [handleOrRole, ...rest] = process.argv.slice(2);
  if (handleOrRole === undefined || rest.length > 0) {
    throw new Error('Say for whom: npm run --silent token -- <person, contact, system or role>');
  }
  const { token, bearer } = await tokenFor(findRunningStack(process.env), handleOrRole);
  console.error(`Token of ${bearer.handle} (${bearer.name}), valid for 12 hours`);
  console.log(token);
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
