import { type FormEvent, useState } from 'react';
import type { PartnerCountry, TraitQuestion } from '#gateway';
import { Button, ChoiceGroup, ErrorSummary, type FieldProblem, TextField, type Translate, useI18n } from '#ui';
import { readBirthDate, readIdentifier } from './traits.ts';

export interface Question {
  readonly country: string;
  /** As they are sent: identifiers without separators, dates as YYYY-MM-DD. */
  readonly traits: Readonly<Record<string, string>>;
  readonly purpose: 'TREAT' | 'ETREAT';
  /** As they were typed, to go on from. */
  readonly typed: Readonly<Record<string, string>>;
}

export interface AskFormProps {
  readonly countries: readonly PartnerCountry[];
  readonly former: Question | undefined;
  readonly onAsk: (question: Question) => void;
}

/** Country, traits and reason. Checked when it is sent; from then on each field as it is mended. */
export function AskForm({ countries, former, onAsk }: AskFormProps) {
  const { t, formats } = useI18n();
  const only = countries.length === 1 ? countries[0]?.country : undefined;
  const [country, setCountry] = useState(former?.country ?? only);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(former?.typed ?? {});
  const [purpose, setPurpose] = useState<Question['purpose'] | undefined>(former?.purpose);
  const [attempt, setAttempt] = useState(0);

  const traits = countries.find((one) => one.country === country)?.traits ?? [];
  const problems = check({ country, typed, purpose, traits }, t);
  const shown = attempt > 0 ? problems : [];
  const errorOf = (field: string) => shown.find((problem) => problem.field === field)?.text;

  const send = (event: FormEvent) => {
    event.preventDefault();
    setAttempt(attempt + 1);
    if (problems.length > 0 || !country || !purpose) return;
    onAsk({ country, purpose, typed, traits: valuesOf(typed, traits) });
  };
  return (
    <form className="form" onSubmit={send} noValidate>
      <ErrorSummary problems={shown} attempt={attempt} />
      <ChoiceGroup
        id="country"
        label={t('abroad.country')}
        choices={countries.map((one) => ({
          value: one.country,
          label: formats.country(one.country),
          about: one.node,
        }))}
        value={country}
        onChange={setCountry}
        error={errorOf('country')}
      />
      {traits.length > 0 ? (
        <fieldset className="traits">
          <legend className="field-label">{t('abroad.traits')}</legend>
          <p className="field-hint">{t('abroad.traits.help')}</p>
          {traits.map((trait) => (
            <TextField
              key={`${country} ${trait.name}`}
              id={`trait-${trait.name}`}
              label={labelOf(trait, t)}
              hint={hintOf(trait, t)}
              error={errorOf(`trait-${trait.name}`)}
              value={typed[trait.name] ?? ''}
              onChange={(text) => setTyped({ ...typed, [trait.name]: text })}
              width={trait.name === 'birthDate' ? 'short' : 'medium'}
              inputMode={trait.name === 'birthDate' ? 'numeric' : 'text'}
              understood={understood(trait, typed[trait.name], t, formats.date)}
            />
          ))}
        </fieldset>
      ) : null}
      <ChoiceGroup
        id="purpose"
        label={t('abroad.purpose')}
        choices={(['TREAT', 'ETREAT'] as const).map((value) => ({
          value,
          label: t(`abroad.purpose.${value}`),
          about: t(`abroad.purpose.${value}.about`),
        }))}
        value={purpose}
        onChange={setPurpose}
        error={errorOf('purpose')}
      />
      <p className="form-notice">{t('abroad.notice')}</p>
      <div className="actions">
        <Button type="submit">
          {country ? t('abroad.ask', { country: formats.country(country) }) : t('abroad.ask.plain')}
        </Button>
      </div>
    </form>
  );
}

function check(
  form: {
    readonly country: string | undefined;
    readonly typed: Readonly<Record<string, string>>;
    readonly purpose: string | undefined;
    readonly traits: readonly TraitQuestion[];
  },
  t: Translate,
): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!form.country) problems.push({ field: 'country', text: t('abroad.country.missing') });
  for (const trait of form.traits) {
    const text = traitProblem(trait, form.typed[trait.name] ?? '', t);
    if (text) problems.push({ field: `trait-${trait.name}`, text });
  }
  if (!form.purpose) problems.push({ field: 'purpose', text: t('abroad.purpose.missing') });
  return problems;
}

function traitProblem(trait: TraitQuestion, text: string, t: Translate): string | undefined {
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

function valuesOf(
  typed: Readonly<Record<string, string>>,
  traits: readonly TraitQuestion[],
): Readonly<Record<string, string>> {
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

/** Countries name their identifier by a key of the catalogue; one that the catalogue lacks is an identifier all the same. */
function labelOf(trait: TraitQuestion, t: Translate): string {
  if (trait.name === 'birthDate') return t('trait.birthDate');
  if (trait.label === 'trait.ins' || trait.label === 'trait.sns') return t(trait.label);
  return t('trait.identifier');
}

function hintOf(trait: TraitQuestion, t: Translate): string {
  if (trait.name === 'birthDate') return t('trait.birthDate.hint');
  // An identifier is read in one piece.
  const example = trait.example ? t('trait.example', { example: trait.example.replaceAll(' ', '\u00a0') }) : '';
  if (trait.label === 'trait.ins' || trait.label === 'trait.sns')
    return `${t(`${trait.label}.hint`)} ${example}`.trim();
  return example;
}

/** Says back what was read, so that day and month are not mistaken for each other. */
function understood(
  trait: TraitQuestion,
  text: string | undefined,
  t: Translate,
  date: (value: string) => string,
): string | undefined {
  if (trait.name !== 'birthDate' || !text) return undefined;
  const reading = readBirthDate(text, new Date());
  return reading.ok ? t('trait.understood', { date: date(reading.date) }) : undefined;
}
