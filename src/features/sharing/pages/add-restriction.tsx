import { type FormEvent, useState } from 'react';
import type { Restriction, RestrictionAudience } from '#access';
import {
  Button,
  ErrorSummary,
  type FieldProblem,
  markWords,
  partWords,
  SearchSelect,
  Select,
  sensitiveMarks,
  useI18n,
  useNode,
} from '#ui';
import { restrictableParts } from '../contract.ts';
import { countriesAbroad } from './countries.ts';
import type { ChoosableReader } from './readers.ts';

/** What is hidden, as the form names it: everything, a part, or what bears a mark. */
type What = 'everything' | `part ${(typeof restrictableParts)[number]}` | `mark ${(typeof sensitiveMarks)[number]}`;

const oneCountry = 'one country';

/** Chooses what to hide from whom; nothing is hidden by it before its effect was shown. */
export function AddRestriction({
  readers,
  known,
  onAdd,
}: {
  readonly readers: readonly ChoosableReader[];
  /** What is hidden already. */
  readonly known: readonly Restriction[];
  readonly onAdd: (restriction: Restriction) => void;
}) {
  const { t, formats, locale } = useI18n();
  const home = useNode().data?.country;
  const [what, setWhat] = useState<What>('everything');
  const [whom, setWhom] = useState<string>(readers[0]?.value ?? 'abroad');
  const [country, setCountry] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const errorOf = (field: string) => problems.find((one) => one.field === field)?.text;
  const change = (act: () => void) => {
    setProblems([]);
    act();
  };
  const review = (event: FormEvent) => {
    event.preventDefault();
    setAttempt(attempt + 1);
    const audience = audienceOf(whom, country, readers);
    if (audience === undefined) {
      setProblems([{ field: 'finer-country', text: t('finer.country.missing') }]);
      return;
    }
    const restriction = { ...whatOf(what), audience };
    const stands = JSON.stringify(restriction);
    if (known.some((one) => JSON.stringify(one) === stands)) {
      setProblems([{ field: 'finer-what', text: t('finer.known') }]);
      return;
    }
    setProblems([]);
    onAdd(restriction);
  };
  const mark = what.startsWith('mark ') ? markWords(what.slice('mark '.length), t) : undefined;
  return (
    <form className="finer-add" onSubmit={review} noValidate aria-labelledby="finer-add">
      <h3 id="finer-add">{t('finer.add')}</h3>
      <ErrorSummary problems={problems} attempt={attempt} />
      <Select
        id="finer-what"
        label={t('finer.what')}
        value={what}
        error={errorOf('finer-what')}
        onChange={(next) => change(() => setWhat(next))}
        options={[
          { value: 'everything' as const, label: t('finer.what.everything') },
          {
            label: t('finer.what.parts'),
            options: restrictableParts.map((part) => ({ value: `part ${part}` as const, label: partWords(part, t) })),
          },
          {
            label: t('finer.what.marks'),
            options: sensitiveMarks.map((code) => ({ value: `mark ${code}` as const, label: markWords(code, t) })),
          },
        ]}
      />
      <p className="finer-mark" role="status">
        {mark === undefined ? '' : t('finer.mark', { mark })}
      </p>
      <Select
        id="finer-whom"
        label={t('finer.whom')}
        value={whom}
        onChange={(next) => change(() => setWhom(next))}
        options={[
          ...(readers.length === 0
            ? []
            : [
                {
                  label: t('finer.whom.treating'),
                  options: readers.map(({ value, name }) => ({ value, label: t('finer.whom.named', { name }) })),
                },
              ]),
          {
            label: t('finer.whom.others'),
            options: [
              { value: 'abroad', label: t('finer.whom.abroad') },
              { value: oneCountry, label: t('finer.whom.one-country') },
              { value: 'everyone', label: t('finer.whom.everyone') },
            ],
          },
        ]}
      />
      {whom === oneCountry ? (
        <SearchSelect
          id="finer-country"
          label={t('finer.country')}
          hint={t('finer.country.hint')}
          error={errorOf('finer-country')}
          value={country}
          onChange={(next) => change(() => setCountry(next))}
          options={countriesAbroad(home, { country: formats.country, locale })}
        />
      ) : null}
      <div className="actions">
        <Button type="submit" kind="secondary">
          {t('finer.review')}
        </Button>
      </div>
    </form>
  );
}

function whatOf(what: What): Omit<Restriction, 'audience'> {
  if (what === 'everything') return { everything: true };
  const mark = sensitiveMarks.find((code) => what === `mark ${code}`);
  if (mark !== undefined) return { label: mark };
  const category = restrictableParts.find((part) => what === `part ${part}`);
  return category === undefined ? { everything: true } : { category };
}

/** Undefined where a country is to be named and is not. */
function audienceOf(
  whom: string,
  country: string | undefined,
  readers: readonly ChoosableReader[],
): RestrictionAudience | undefined {
  if (whom === oneCountry) return country === undefined ? undefined : { country };
  if (whom === 'everyone' || whom === 'abroad') return whom;
  return readers.find(({ value }) => value === whom)?.audience;
}
