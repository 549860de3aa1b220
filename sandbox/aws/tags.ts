import type { Rule } from "../kind";
import { from } from "../rules";
import { isProps } from "../value";

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export const tagRules: Rule = from(
  "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
  ({ tags }) => {
    if (!isProps(tags)) return [];
    const entries = Object.entries(tags);
    const faults = entries.flatMap(([key, value]) => {
      const wrong =
        key.length > 128 || /^aws:/i.test(key) || !FORM.test(key)
          ? "is no key of a tag: 1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning with aws:"
          : typeof value === "string" && (value.length > 256 || !FORM.test(value))
            ? "is no value of a tag: at most 256 letters, digits, spaces and _ . : / = + - @"
            : undefined;
      return wrong === undefined ? [] : [{ property: `tags.${key}`, reason: wrong }];
    });
    return entries.length > 50
      ? [{ property: "tags", reason: `has ${entries.length} entries; AWS takes at most 50` }, ...faults]
      : faults;
  },
);

const FORM = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
