/** Where the bytes of evidence are kept. */
export type EvidencePlace = EvidenceFolder | EvidenceBucket;

export interface EvidenceFolder {
  readonly kind: 'folder';
  /** Every API process sees the same one. */
  readonly path: string;
}

/** A bucket of an object store that speaks the S3 protocol. */
export interface EvidenceBucket {
  readonly kind: 'bucket';
  readonly bucket: string;
  /** Stands before every key; empty, or with a slash at its end. */
  readonly prefix: string;
  readonly region: string;
  /** null: Amazon's own of the region. */
  readonly endpoint: string | null;
  /** Whether the bucket stands in the path or in the name of the host. */
  readonly addressing: 'path' | 'host';
  /** null: those that the machine itself is given (instance role, profile). */
  readonly credentials: AccessKey | null;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const PARAMETERS = ['region', 'endpoint', 'addressing'];
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Reads `s3://bucket/prefix?region=…&endpoint=…&addressing=path|host`.
 * @throws Error that says what would be right.
 */
export function bucketOf(url: string): Omit<EvidenceBucket, 'credentials'> {
  if (!URL.canParse(url)) throw new Error('must be a URL such as s3://bucket?region=cn-north-1');
  const { protocol, hostname: bucket, pathname, searchParams } = new URL(url);
  if (protocol !== 's3:' || !BUCKET.test(bucket)) throw new Error('must begin with s3:// and name a bucket');
  const unknown = [...searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) throw new Error(`takes ${PARAMETERS.join(', ')}, not "${unknown}"`);
  const endpoint = endpointOf(searchParams.get('endpoint'));
  const folder = pathname.replaceAll(/^\/+|\/+$/g, '');
  return {
    kind: 'bucket',
    bucket,
    prefix: folder === '' ? '' : `${folder}/`,
    region: searchParams.get('region') ?? 'us-east-1',
    endpoint,
    addressing: addressingOf(searchParams.get('addressing') ?? (endpoint === null ? 'host' : 'path')),
  };
}

function endpointOf(endpoint: string | null): string | null {
  if (endpoint === null || /^https?:\/\/[^/]/.test(endpoint)) return endpoint;
  throw new Error('has an endpoint that does not begin with https:// or http://');
}

function addressingOf(addressing: string): 'path' | 'host' {
  if (addressing === 'path' || addressing === 'host') return addressing;
  throw new Error(`has an addressing that is neither path nor host but "${addressing}"`);
}
