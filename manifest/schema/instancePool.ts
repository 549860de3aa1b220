import { sentence } from "./names";

/** How a pool is named: one of the platform's by its reference, any other by the id that Databricks gave it. */
export const POOL_ID = /^(?:[\w-]+-pool-[\w-]+|\$\{marvin\.pools\.[a-z][a-z0-9_-]{0,49}\})$/;

export const POOL_ID_FORM =
  "must be `${marvin.pools.NAME}` for one of the platform's pools, or a pool's id such as `0727-104344-hauls13-pool-uftxk0r6`";

export const poolId = sentence(100).regex(POOL_ID, { error: POOL_ID_FORM });
