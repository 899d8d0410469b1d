import { type FieldProblem, TextField } from './controls.tsx';
import { type Translate, useI18n } from './i18n.tsx';
import { readBirthDate, readIdentifier } from './typed-traits.ts';

/** What is asked for to find a person: an identifier, whose label names its kind and whose pattern tells its form, or the date of birth. */
export interface Trait {
  readonly name: 'identifier' | 'birthDate';
  readonly label: string;
  readonly pattern?: string;
  readonly example?: string;
}

/** What was typed, by the names of traits. */
export type TypedTraits = Readonly<Record<string, string>>;

/** The fields by which the person in front of a professional is named; all of them must match exactly. */
export function TraitFields({
  traits,
  typed,
  onChange,
  errorOf,
}: {
  readonly traits: readonly Trait[];
  readonly typed: TypedTraits;
  readonly onChange: (typed: TypedTraits) => void;
  readonly errorOf: (field: string) => string | undefined;
}) {
  const { t, formats } = useI18n();
  return (
    <fieldset className="traits">
      <legend className="field-label">{t('abroad.traits')}</legend>
      <p className="field-hint">{t('abroad.traits.help')}</p>
      {traits.map((trait) => (
        <TextField
          key={trait.name}
          id={`trait-${trait.name}`}
          label={labelOf(trait, t)}
          hint={hintOf(trait, t)}
          error={errorOf(`trait-${trait.name}`)}
          value={typed[trait.name] ?? ''}
          onChange={(text) => onChange({ ...typed, [trait.name]: text })}
          width={trait.name === 'birthDate' ? 'short' : 'medium'}
          inputMode={trait.name === 'birthDate' ? 'numeric' : 'text'}
          understood={understood(trait, typed[trait.name], t, formats.date)}
        />
      ))}
    </fieldset>
  );
}

/** What is missing or cannot be right, each under the id of its field. */
export function traitProblems(traits: readonly Trait[], typed: TypedTraits, t: Translate): readonly FieldProblem[] {
  return traits.flatMap((trait) => {
    const text = problemOf(trait, typed[trait.name] ?? '', t);
    return text ? [{ field: `trait-${trait.name}`, text }] : [];
  });
}

/** As they are sent: identifiers without separators, dates as YYYY-MM-DD. */
export function traitValues(traits: readonly Trait[], typed: TypedTraits): Readonly<Record<string, string>> {
  return Object.fromEntries(
    traits.flatMap((trait): readonly (readonly [string, string])[] => {
      const text = typed[trait.name] ?? '';
      if (trait.name === 'birthDate') {
        const reading = readBirthDate(text, new Date());
        return reading.ok ? [[trait.name, reading.date]] : [];
      }
      const reading = readIdentifier(text, trait);
      return reading.ok ? [[trait.name, reading.value]] : [];
    }),
  );
}

function problemOf(trait: Trait, text: string, t: Translate): string | undefined {
  const label = labelOf(trait, t);
  if (text.trim() === '') return t('trait.missing', { label });
  if (trait.name === 'birthDate') {
    const reading = readBirthDate(text, new Date());
    return reading.ok ? undefined : t(`trait.date.${reading.why}`);
  }
  const reading = readIdentifier(text, trait);
  if (reading.ok) return undefined;
  if (reading.why === 'length') return t('trait.length', { label, length: reading.length, entered: reading.entered });
  return t(`trait.${reading.why}`, { label });
}

/** Countries name their identifier by a key of the catalogue; one that the catalogue lacks is an identifier all the same. */
function labelOf(trait: Trait, t: Translate): string {
  if (trait.name === 'birthDate') return t('trait.birthDate');
  if (trait.label === 'trait.ins' || trait.label === 'trait.sns') return t(trait.label);
  return t('trait.identifier');
}

function hintOf(trait: Trait, t: Translate): string {
  if (trait.name === 'birthDate') return t('trait.birthDate.hint');
  // An identifier is read in one piece.
  const example = trait.example ? t('trait.example', { example: trait.example.replaceAll(' ', '\u00a0') }) : '';
  if (trait.label === 'trait.ins' || trait.label === 'trait.sns')
    return `${t(`${trait.label}.hint`)} ${example}`.trim();
  return example;
}

/** Says back what was read, so that day and month are not mistaken for each other. */
function understood(
  trait: Trait,
  text: string | undefined,
  t: Translate,
  date: (value: string) => string,
): string | undefined {
  if (trait.name !== 'birthDate' || !text) return undefined;
  const reading = readBirthDate(text, new Date());
  return reading.ok ? t('trait.understood', { date: date(reading.date) }) : undefined;
}
