import { languageSummary, workingLanguages } from './call-parameters.ts';
import { addIssue, type Check } from './check.ts';
import { countWords, differenceOf, isActive, isDisplay, preferredWord, presentWords } from './designations.ts';
import { below, issue, type TerminologyIssue } from './issues.ts';
import type { MessageId } from './messages.ts';
import type { Coding } from './resources.ts';

/** What a display is judged against: the languages asked for, and the code system's own where they have no words. */
export function checkDisplay(check: Check, coding: Coding, path: string): void {
  const { call, words, ownLanguage } = check;
  const { display = '', system, code } = coding;
  const ranges = workingLanguages(call.parameters);
  const summary = languageSummary(call.parameters);
  const difference = differenceOf(words, display, ranges);
  const strict = call.parameters.lenientDisplay === true ? 'warning' : 'error';
  const where = { code: 'invalid', type: 'invalid-display', path: below(path, 'display') } as const;
  const tell = (one: TerminologyIssue) => {
    check.told.add(one.text);
    addIssue(check, one);
  };
  if (difference === 'none') {
    if (differenceOf(words, display, ranges, undefined, true) === 'none') return;
    const allowed = words.filter((word) => isActive(word) && isDisplay(word)).map(({ value }) => value);
    const status = words.find(({ value }) => value === display)?.status;
    const parts = { ...where, severity: strict, type: 'display-comment', plural: allowed.length } as const;
    addIssue(check, issue('INACTIVE_DISPLAY_FOUND', parts, [display, code, [...new Set(allowed)].join(','), status]));
    return;
  }
  const isOpen = words.some(({ open }) => open === true);
  let count = countWords(words, ranges, true);
  let severity: TerminologyIssue['severity'] = isOpen ? 'information' : strict;
  if (count === 0 && !isOpen) {
    severity = 'warning';
    count = countWords(words, ranges, false);
  }
  if (count > 0) {
    const id: MessageId = isOpen
      ? 'Display_Name_Not_Fixed_use_Supplement'
      : difference === 'space'
        ? 'Display_Name_WS_for__should_be_one_of__instead_of'
        : 'Display_Name_for__should_be_one_of__instead_of';
    const parts = [String(count), system, code, presentWords(words, ranges, true), display, summary];
    tell(issue(id, { ...where, severity, plural: count }, parts));
    return;
  }
  const usual = preferredWord(words, undefined)?.value;
  if (usual === undefined) {
    tell(issue('NO_VALID_DISPLAY_AT_ALL', { ...where, severity }, [display, system, code]));
  } else if (differenceOf(words, display, ranges, ownLanguage) === 'none') {
    const parts = [display, system, code, summary];
    tell(issue('NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_OK', { ...where, severity: 'information' }, parts));
  } else {
    const parts = [display, system, code, summary, usual];
    tell(issue('NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_ERR', { ...where, severity: strict }, parts));
  }
}

/** Of a code that is not in the value set: whether its display would at least be one of its code system's. */
export function checkDisplayOutside(check: Check, coding: Coding, path: string): void {
  const { call, words, ownLanguage } = check;
  const { display, system, code } = coding;
  const ranges = workingLanguages(call.parameters);
  if (display === undefined || words.length === 0) return;
  const difference = differenceOf(words, display, ranges, ownLanguage);
  if (difference === 'none') return;
  const count = countWords(words, ranges, true);
  const strict = call.parameters.lenientDisplay === true ? 'warning' : 'error';
  const severity = count === 0 ? 'warning' : strict;
  const where = { severity, code: 'invalid', type: 'invalid-display', path: below(path, 'display') } as const;
  const id: MessageId =
    difference === 'space'
      ? 'Display_Name_WS_for__should_be_one_of__instead_of'
      : 'Display_Name_for__should_be_one_of__instead_of';
  const parts = [
    String(count),
    system,
    code,
    presentWords(words, ranges, true),
    display,
    languageSummary(call.parameters),
  ];
  const one =
    count === 0
      ? issue('NO_VALID_DISPLAY_AT_ALL', where, [display, system, code])
      : issue(id, { ...where, plural: count }, parts);
  check.told.add(one.text);
  addIssue(check, one);
}
