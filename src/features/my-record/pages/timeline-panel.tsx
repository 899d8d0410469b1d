import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { api, Button, EmptyState, Failure, LineChart, OwnMark, Select, Skeleton, useI18n } from '#ui';
import { type ResultSeries, type Timeline, type TimelineEvent, type TimelineKind, timelineKinds } from '../contract.ts';
import { countKinds, groupByYear, type TimelineLine } from './timeline-groups.ts';

const yearsAtFirst = 3;
const resultsAtFirst = 4;

/** What happened, by year, to be narrowed by kind; and results over time as chart and table. */
export function TimelinePanel({ patient }: { readonly patient: string }) {
  const { t, language } = useI18n();
  const timeline = useQuery({
    queryKey: ['timeline', patient, language],
    queryFn: ({ signal }) =>
      api<Timeline>(`/api/my-record/${encodeURIComponent(patient)}/timeline?language=${language}`, { signal }),
  });
  if (timeline.isPending) return <Skeleton blocks={3} lines={5} />;
  if (timeline.isError) return <Failure problem={timeline.error} retry={() => timeline.refetch()} />;
  const { events, series } = timeline.data;
  if (events.length === 0) {
    return <EmptyState title={t('timeline.empty.title')}>{t('timeline.empty.text')}</EmptyState>;
  }
  return (
    <>
      {series.length > 0 ? <ResultsOverTime series={series} /> : null}
      <Events timeline={timeline.data} />
    </>
  );
}

function ResultsOverTime({ series }: { readonly series: readonly ResultSeries[] }) {
  const { t } = useI18n();
  const [chosen, setChosen] = useState(series[0]?.code);
  const shown = series.find((one) => one.code === chosen) ?? series[0];
  if (!shown) return null;
  return (
    <section className="card" aria-labelledby="values">
      <div className="chart-head">
        <h2 id="values">{t('chart.title')}</h2>
        <Select
          look="beside"
          label={t('chart.choose')}
          value={shown.code}
          onChange={setChosen}
          options={series.map(({ code, title, titleLanguage }) => ({ value: code, label: title, lang: titleLanguage }))}
        />
      </div>
      <LineChart title={shown.title} unit={shown.unit} points={shown.points} range={shown.range} />
    </section>
  );
}

function Events({ timeline }: { readonly timeline: Timeline }) {
  const { t } = useI18n();
  const [shown, setShown] = useState<ReadonlySet<TimelineKind>>(new Set());
  const [all, setAll] = useState(false);
  const kinds = useMemo(() => countKinds(timeline.events, timelineKinds), [timeline]);
  const years = useMemo(() => groupByYear(timeline.events, shown), [timeline, shown]);
  const visible = all ? years : years.slice(0, yearsAtFirst);
  const total = timeline.events.filter((event) => shown.size === 0 || shown.has(event.kind)).length;
  return (
    <section aria-labelledby="events">
      <h2 id="events">{t('timeline.title')}</h2>
      <ToggleButtonGroup
        className="filters"
        selectionMode="multiple"
        aria-label={t('timeline.filter')}
        selectedKeys={shown}
        onSelectionChange={(keys) => setShown(new Set([...keys] as TimelineKind[]))}
      >
        {kinds.map(({ kind, count }) => (
          <ToggleButton key={kind} id={kind} className={`filter kind-${kind}`}>
            {t(`timeline.kind.${kind}`)} <span className="count">{count}</span>
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <p className="muted" role="status">
        {t('timeline.count', { count: total })}
      </p>
      {visible.map(({ year, lines }) => (
        <section key={year} className="year" aria-labelledby={`year-${year || 'none'}`}>
          <h3 id={`year-${year || 'none'}`}>{year || t('timeline.undated')}</h3>
          <ol className="events">
            {lines.map((line) => (
              <EventLine key={line.key} line={line} />
            ))}
          </ol>
        </section>
      ))}
      {years.length > visible.length ? (
        <Button kind="secondary" onPress={() => setAll(true)}>
          {t('timeline.more')}
        </Button>
      ) : null}
    </section>
  );
}

function EventLine({ line }: { readonly line: TimelineLine }) {
  const { t, formats } = useI18n();
  const first = line.events[0];
  if (!first) return null;
  return (
    <li className={`event kind-${line.kind}`}>
      <p className="event-date">{line.date ? formats.date(line.date.slice(0, 10)) : t('timeline.undated')}</p>
      <div className="event-body">
        <p className="event-kind">{t(`timeline.one.${line.kind}`)}</p>
        {line.events.length === 1 ? (
          <p className="event-title">
            <span lang={first.titleLanguage}>{first.title}</span>
            {first.value ? <span className="event-value"> {first.value}</span> : null}{' '}
            {first.ownBy ? <OwnMark by={first.ownBy} /> : null}
          </p>
        ) : (
          <Results events={line.events} />
        )}
        {first.where ? <p className="muted">{first.where}</p> : null}
      </div>
    </li>
  );
}

/** The results of one day; a whole panel of the laboratory is folded, so that the years stay in sight. */
function Results({ events }: { readonly events: readonly TimelineEvent[] }) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  const folds = events.length > resultsAtFirst + 1;
  const shown = folds && !open ? events.slice(0, resultsAtFirst) : events;
  return (
    <>
      <dl className="event-results">
        {shown.map((event) => (
          <div key={event.id}>
            <dt lang={event.titleLanguage}>{event.title}</dt>
            <dd>
              {event.value} {event.ownBy ? <OwnMark by={event.ownBy} /> : null}
            </dd>
          </div>
        ))}
      </dl>
      {folds ? (
        <Button kind="quiet" onPress={() => setOpen(!open)} aria-expanded={open}>
          {open ? t('summary.less') : t('summary.more', { count: events.length })}
        </Button>
      ) : null}
    </>
  );
}
