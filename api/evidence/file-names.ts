const LONGEST_NAME = 200;

/** The last part of a path as browsers and phones send it, fit to be stored and shown. */
export function nameWithoutPath(sent: string | undefined): string {
  const last = (sent ?? '').split(/[/\\]/).at(-1) ?? '';
  // The class of unassigned and invisible characters holds halves of characters too, which the cut may leave.
  const name = last.normalize('NFC').slice(0, LONGEST_NAME).replaceAll(/\p{C}/gu, '').trim();
  return name === '' ? 'evidence' : name;
}

/** The header that makes a browser save a file under its name and never show it in our origin (RFC 6266). */
export function attachmentNamed(name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  // RFC 8187 lets fewer characters stand for themselves than encodeURIComponent does.
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
