/** What a link hands over: the patient summary, or the whole record; as it is when the link is made. */
export const linkContents = ['summary', 'record'] as const;
export type LinkContent = (typeof linkContents)[number];

/** What a person wants to hand over, and how. */
export interface LinkWish {
  readonly content: LinkContent;
  /** To whom or what for, in her words; the reader sees it. */
  readonly label: string;
  readonly hours: number;
  /** Without one, whoever has the link can read it. */
  readonly passcode?: string;
  /** BCP 47 of the summary. */
  readonly language: string;
}

export const linkHours = { least: 1, most: 24 * 30 } as const;
export const passcodeLength = { least: 6, most: 64 } as const;
export const longestLabel = 80;
/** Failed passcodes after which a link is dead. */
export const passcodeAttempts = 5;
/** Links of one person that may be in force at a time. */
export const mostLinks = 20;

/** A link as its person sees it. What opens it is told once, when it is made. */
export interface LinkView {
  readonly id: string;
  readonly content: LinkContent;
  readonly label: string;
  readonly passcode: boolean;
  readonly created: string;
  readonly expires: string;
  /** How often what it shares was given. */
  readonly reads: number;
  readonly lastRead?: string;
  readonly state: 'valid' | 'expired' | 'revoked' | 'locked';
}

export interface MadeLink extends LinkView {
  /** `shlink:/...` behind the address of a viewer. */
  readonly address: string;
  readonly qr: QrCode;
}

/** The same as a picture: an SVG path in a square whose side is `size`. */
export interface QrCode {
  readonly size: number;
  readonly path: string;
}
