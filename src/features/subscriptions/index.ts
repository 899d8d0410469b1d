export { subscriptionMigrations } from './migrations.ts';
export { openSubscriptions } from './open-subscriptions.ts';
