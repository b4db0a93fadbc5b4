const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 with padding (RFC 4648 § 4). QuickJS has no `btoa`. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const group = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    const present = Math.min(3, bytes.length - index);
    for (let digit = 0; digit < 4; digit += 1) {
      text += digit <= present ? alphabet[(group >> (18 - 6 * digit)) & 63] : '=';
    }
  }
  return text;
}
