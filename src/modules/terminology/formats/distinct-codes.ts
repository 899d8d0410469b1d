import { isCode } from './part-header.ts';

/** Takes each code once: tells whether one may be taken, and refuses it where it is none or has come before. */
export function distinctCodes(): (code: string, refuse: (reason: 'no-code' | 'duplicate') => void) => boolean {
  const seen = new Set<string>();
  return (code, refuse) => {
    if (!isCode(code)) refuse('no-code');
    else if (seen.has(code)) refuse('duplicate');
    else {
      seen.add(code);
      return true;
    }
    return false;
  };
}
