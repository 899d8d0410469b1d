/** No script, style, frame or image from anywhere else, and none inline. */
export const contentSecurityPolicy =
  "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
