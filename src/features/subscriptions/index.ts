export { createMail } from './channels/mail.ts';
export { subscriptionMigrations } from './migrations.ts';
export { openSubscriptions } from './open-subscriptions.ts';
