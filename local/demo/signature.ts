/** A scrawl, as a customer leaves it on the technician's phone. */
export const SIGNATURE_PICTURE = {
  name: 'signature.png',
  mediaType: 'image/png',
  bytes: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAGAAAAAgAQAAAADFu0D5AAAAjElEQVR42r2QsQkDMQxFBelzI2gUzZQJVKb0CFklkM' +
      'JlZjhugiONDoR//qHGCyQ2yDz+E5YtmJb8FsZlgrxNEOEsS8FnGLC+CjYocN8LOh6ARkHDG8PonqDM0nlIAsauOAVJ' +
      'Z75zM5bhNIIZWWA00juvdYEenM4aiwoaDVytZus08PSCtU3vCf3Hv30B3gNks1T0Xz0AAAAASUVORK5CYII=',
    'base64',
  ),
};
