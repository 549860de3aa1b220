/** Nothing was begun. The message is for the user, complete. */
export class ReconcileRefused extends Error {}
