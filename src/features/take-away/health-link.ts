import { toSVG } from 'bwip-js/node';
import type { LinkWish, QrCode } from './contract.ts';

/** The payload of a SMART Health Link (HL7 SMART Health Cards and Links 1.0, SHLink Payload), as an address to open. */
export function addressOfLink(link: {
  readonly publicUrl: string;
  readonly secret: string;
  readonly key: string;
  readonly expires: Date;
  readonly wish: Pick<LinkWish, 'label' | 'passcode'>;
}): string {
  const payload = {
    url: manifestUrl(link.publicUrl, link.secret),
    key: link.key,
    exp: Math.floor(link.expires.getTime() / 1000),
    // With U the file is read directly; with P a passcode is asked for, which U does not know.
    flag: link.wish.passcode === undefined ? 'U' : 'P',
    label: link.wish.label,
    v: 1,
  };
  return `shlink:/${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
}

/** At most 128 characters, as the specification asks, for host names of up to 60. */
function manifestUrl(publicUrl: string, secret: string): string {
  return `${publicUrl}/api/health-links/${secret}`;
}

/** The link as a QR code (ISO/IEC 18004, level M), as a path in a square whose side is `size`. */
export function qrOf(address: string): QrCode {
  const svg = toSVG({ bcid: 'qrcode', text: address, scale: 1 });
  const size = /viewBox="0 0 (\d+) \1"/.exec(svg)?.[1];
  const path = / d="([^"]+)"/.exec(svg)?.[1];
  if (size === undefined || path === undefined) throw new Error('The QR code is not drawn as expected');
  return { size: Number(size), path };
}
