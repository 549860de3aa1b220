import { accountKinds } from "./databricks/account";
import { bindingKinds } from "./databricks/bindings";
import { catalogKinds } from "./databricks/catalog";
import { computeKinds } from "./databricks/compute";
import { groupInvokes, groupKinds } from "./databricks/group";
import { jobKinds } from "./databricks/job";
import { monitorKinds } from "./databricks/monitor";
import { notificationKinds } from "./databricks/notification";
import { poolKinds } from "./databricks/pool";
import { secretKinds } from "./databricks/secret";
import { servingKinds } from "./databricks/serving";
import { settingKinds } from "./databricks/setting";
import { sharingKinds } from "./databricks/sharing";
import { storageKinds } from "./databricks/storage";
import { tagKinds } from "./databricks/tags";
import { warehouseKinds } from "./databricks/warehouse";
import { workspaceKinds } from "./databricks/workspace";
import type { Service } from "./kind";

/** Databricks: one account, one metastore, and a workspace for each host that a provider is configured with. */
export const databricks: Service = {
  name: "databricks",
  kinds: {
    ...accountKinds,
    ...bindingKinds,
    ...catalogKinds,
    ...computeKinds,
    ...groupKinds,
    ...jobKinds,
    ...monitorKinds,
    ...notificationKinds,
    ...poolKinds,
    ...secretKinds,
    ...servingKinds,
    ...settingKinds,
    ...sharingKinds,
    ...storageKinds,
    ...tagKinds,
    ...warehouseKinds,
    ...workspaceKinds,
  },
  invokes: groupInvokes,
};
