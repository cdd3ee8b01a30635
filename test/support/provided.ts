/** Addresses of the servers of a test run, which the global set-up gives to every test file. */
export interface DatabaseAddresses {
  /** A database that exists only to create others from. */
  readonly adminUrl: string;
  /** Migrated, nothing in it. */
  readonly migratedTemplate: string;
  /** Migrated and seeded with the presets. */
  readonly seededTemplate: string;
}

export interface StackAddresses {
  readonly temporalAddress: string;
  readonly temporalExecutable: string;
  readonly smtpUrl: string;
  readonly mailboxUrl: string;
  readonly smsWebhookUrl: string;
  readonly wechatWebhookUrl: string;
  readonly webhookSecret: string;
  readonly jwksUrl: string;
  /** Private key of the token issuer. */
  readonly tokenKeyFile: string;
  readonly payloadKeys: string;
  /** A directory that is gone after the run. */
  readonly scratchDir: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    database: DatabaseAddresses;
    stack: StackAddresses;
  }
}
