import type { Migration } from '#db';

/**
 * `notification`: what one actor did on one day of what a person is told, a row; `seq` is taken anew with each change.
 * `notification_choice`: what a reader (the person, or who acts for her) wants to be told of her, how far he has read, and
 * how far he was written to. `notification_position`: how far the log has been followed.
 */
export const notificationMigrations: readonly Migration[] = [
  {
    name: 'notifications/0001-tables',
    sql: `
create sequence notification_seq;
create table notification (
  patient text not null,
  kind text not null check (kind in ('emergency', 'looked', 'result', 'sharing', 'proxy', 'app', 'case')),
  who text not null,
  day date not null,
  seq bigint not null,
  at timestamptz not null,
  times int not null,
  primary key (patient, kind, who, day)
);
create index notification_by_seq on notification (patient, seq);
create index notification_by_day on notification (day);
create table notification_choice (
  patient text not null,
  account text not null,
  kinds text[] not null,
  mail text,
  pace text not null check (pace in ('at-once', 'daily')),
  read_until bigint not null default 0,
  mailed_until bigint not null default 0,
  mailed timestamptz,
  primary key (patient, account)
);
create index notification_choice_by_mail on notification_choice (mailed) where mail is not null;
create table notification_position (position bigint);
insert into notification_position values (null);
`,
  },
];
