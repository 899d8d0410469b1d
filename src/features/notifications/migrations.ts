import type { Migration } from '#db';

/**
 * `notification`: what one actor did on one day of what a person is told, a row; `seq` is taken anew with each change.
 * `notification_choice`: what a reader (the person, or who acts for her) wants to be told of her, how far he has read, and
 * how far he was written to; `due` is from when to look whether he is to be written to, null while nothing has come that he
 * was not judged by. `notification_position`: how far the log has been followed.
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
  {
    // Sealed with the key of the person: who it was, of whom `who` then has a mark made with the same key, and where mail goes.
    // Null in rows of an older build, which have them in the columns beside.
    name: 'notifications/0002-sealed',
    sql: `
alter table notification add column sealed_who text;
alter table notification_choice add column sealed_mail text;
`,
  },
  {
    name: 'notifications/0003-by-any-mail',
    online: true,
    sql: `
create index concurrently if not exists notification_choice_by_any_mail
  on notification_choice (mailed) where mail is not null or sealed_mail is not null`,
  },
  {
    // What is there is looked at once. The triggers hear of news that a process of an older build keeps, too.
    name: 'notifications/0004-due',
    sql: `
alter table notification_choice add column due timestamptz default '-infinity';
alter table notification_choice alter column due drop default;
create function notification_makes_due() returns trigger language plpgsql as $$
begin
  update notification_choice set due = '-infinity'
   where patient in (select patient from news) and (mail is not null or sealed_mail is not null)
     and due is distinct from '-infinity';
  return null;
end
$$;
create trigger notification_came after insert on notification referencing new table as news
  for each statement execute function notification_makes_due();
create trigger notification_came_again after update on notification referencing new table as news
  for each statement execute function notification_makes_due();
`,
  },
  {
    name: 'notifications/0005-by-due',
    online: true,
    sql: `
create index concurrently if not exists notification_choice_by_due on notification_choice (due) where due is not null`,
  },
];
