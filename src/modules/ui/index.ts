// The door of `ui`: browser only.
export { type ApiProblem, api, apiFile, isApiProblem, problemFromAnswer, signInAddress } from './api.ts';
export { CheckedForm, type FormCheck, useFormCheck } from './checked-form.tsx';
export {
  Button,
  type Choice,
  ChoiceGroup,
  Confirm,
  ErrorSummary,
  type FieldProblem,
  Progress,
  Switch,
  TextArea,
  TextField,
  Waiting,
} from './controls.tsx';
export { genderKey, RecordCover } from './cover.tsx';
export { Fact } from './fact.tsx';
export { DateField, FileField } from './field-lines.tsx';
export { createFormats, type Formats } from './formats.ts';
export { createTranslate, Languages, type Translate, useI18n } from './i18n.tsx';
export {
  chooseLanguage,
  type LanguageCode,
  languageCodes,
  languages,
  type MessageKey,
  type Messages,
} from './languages/index.ts';
export { citationsOf, lawWords, type Words } from './law-words.ts';
export { LineChart } from './line-chart.tsx';
export { actionKey, type LoggedAct, purposeKey, roleKey } from './log-words.ts';
export { markWords, sensitiveMarks, withheldFromWords } from './mark-words.ts';
export { Page, PageHeading } from './page.tsx';
export { makePasskey, passkeyTrouble, signWithPasskey } from './passkeys.ts';
export { initials, type Person, PersonBar, usePerson } from './people.tsx';
export { BackToRecord, PersonPage, personTitle } from './person-page.tsx';
export { problemWords } from './problem-words.ts';
export { professionKey } from './profession-words.ts';
export { partWords, plainPart, recordParts } from './record-parts.ts';
export { RequireRole } from './require-role.tsx';
export { SearchSelect } from './search-select.tsx';
export { Select, type SelectGroup, type SelectOption } from './select.tsx';
export { type NodeFacts, type Session, sessionQuery, signOut, useNode, useSession } from './session.ts';
export { EmptyState, Failure, Notice, OfflineNotice, Reference, Skeleton, type Tone } from './states.tsx';
export { hasOriginals, type SummaryEntryWords, type SummaryPerson, type SummaryWords } from './summary.ts';
export { type EntryActs, KeyFacts, OwnMark, SummarySections } from './summary-sections.tsx';
export { applyTheme, currentTheme, type Theme, themes } from './theme.ts';
export { type Trait, TraitFields, type TypedTraits, traitProblems, traitValues } from './trait-fields.tsx';
export { Booklet, Wordmark } from './wordmark.tsx';
