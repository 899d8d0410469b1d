/** A QR code as the path of an SVG, with the white border that readers need (ISO/IEC 18004: four modules). */
export interface QrCode {
  /** Width and height of the view box. */
  readonly size: number;
  /** `d` of a path, to be filled. */
  readonly path: string;
}

/**
 * The parts of the picture, so that a page draws it itself and takes no markup from the network. What draws it is loaded with
 * the first.
 */
export async function qrCodeOf(text: string): Promise<QrCode> {
  const { toSVG } = await import('bwip-js/node');
  const drawn = toSVG({ bcid: 'qrcode', text, scale: 1, padding: 4 });
  const size = /viewBox="0 0 (\d+) \1"/.exec(drawn)?.[1];
  const path = /<path d="([MLZHVhvmlz0-9. -]+)"/.exec(drawn)?.[1];
  if (size === undefined || path === undefined) throw new Error('No QR code was drawn');
  return { size: Number(size), path };
}
