import { join } from "node:path";
import { ROOT } from "../repository";

/** The template as Copier reads it, and what renders it. */
export const TEMPLATE = join(ROOT, "template");
export const COPIER_LOCK = join(TEMPLATE, "requirements", "copier.txt");
