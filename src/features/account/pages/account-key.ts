/** Under which the pages remember what `GET /api/account` answered. */
export const accountKey = ['account'] as const;
