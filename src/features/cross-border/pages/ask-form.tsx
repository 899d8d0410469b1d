import { type FormEvent, useState } from 'react';
import type { PartnerCountry, TraitQuestion } from '#gateway';
import {
  Button,
  ChoiceGroup,
  ErrorSummary,
  type FieldProblem,
  TraitFields,
  type Translate,
  traitProblems,
  traitValues,
  useI18n,
} from '#ui';

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
    onAsk({ country, purpose, typed, traits: traitValues(traits, typed) });
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
        <TraitFields key={country} traits={traits} typed={typed} onChange={setTyped} errorOf={errorOf} />
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
  problems.push(...traitProblems(form.traits, form.typed, t));
  if (!form.purpose) problems.push({ field: 'purpose', text: t('abroad.purpose.missing') });
  return problems;
}
