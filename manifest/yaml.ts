import {
  boolCoreTag,
  EVENT_ID,
  floatCoreTag,
  getScalarValue,
  intCoreTag,
  NOT_RESOLVED,
  nullCoreTag,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
  type Event,
  type ScalarEvent,
} from "js-yaml";
import { formatPath } from "./fault";
import type { Entry, Node, ScalarNode } from "./node";

/** A fault with an offset instead of a line: the text's owner turns one into the other. */
export interface TextFault {
  readonly offset: number;
  readonly path: string;
  readonly message: string;
}

export interface ParsedText {
  /** Absent when the text is no YAML mapping at all. */
  readonly root?: Node;
  readonly faults: readonly TextFault[];
}

/** Values that an alias repeats count again, so that a few lines cannot grow to millions of values. */
const MOST_VALUES = 20_000;

/** What YAML 1.1 readers (Python's among them) take for a boolean and YAML 1.2 readers for text. */
const AMBIGUOUS = /^(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/;

/** Parses one YAML 1.2 document that is a mapping. Collects what it can and stops at a syntax error. */
export function parseYaml(text: string): ParsedText {
  let events: Event[];
  try {
    events = parseEvents(text, {});
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { faults: [{ offset: error.mark?.position ?? 0, path: "", message: explainSyntax(error.reason) }] };
  }
  return new TreeBuilder(text, events).build();
}

class TreeBuilder {
  private readonly faults: TextFault[] = [];
  private readonly anchors = new Map<string, { node: Node; size: number }>();
  private position = 0;
  private lastOffset = 0;
  private values = 0;

  constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
  ) {}

  build(): ParsedText {
    const documents = this.events.filter((event) => event.type === EVENT_ID.DOCUMENT).length;
    if (documents > 1) {
      const second = /^---/m.exec(this.text.slice(1));
      return this.only(
        second === null ? 0 : second.index + 1,
        "this file holds two YAML documents: keep one project a file and remove the `---` between them",
      );
    }
    this.position = 1; // past the document's own event
    const first = this.events[this.position];
    if (first === undefined || first.type === EVENT_ID.POP || isEmptyScalar(first, this.text)) {
      return this.only(0, "the file is empty: describe a project, beginning with `name:`");
    }
    const root = this.node("");
    if (root !== undefined && root.kind !== "mapping") {
      return this.only(root.offset, "a project is a mapping of keys to values: begin with `name: my-project`");
    }
    if (this.values > MOST_VALUES) {
      return this.only(
        0,
        `aliases make this file grow to more than ${MOST_VALUES} values: write out what is needed`,
      );
    }
    return root === undefined ? { faults: this.faults } : { root, faults: this.faults };
  }

  private only(offset: number, message: string): ParsedText {
    return { faults: [{ offset, path: "", message }] };
  }

  private fault(offset: number, path: string, message: string): void {
    this.faults.push({ offset, path, message });
  }

  /** Reads the value at the current event and steps past it. */
  private node(path: string): Node | undefined {
    const event = this.events[this.position++];
    if (event === undefined) return undefined;
    const before = this.values++;
    let node: Node | undefined;
    if (event.type === EVENT_ID.ALIAS) return this.alias(event.anchorStart, event.anchorEnd, path);
    if (event.type === EVENT_ID.SCALAR) node = this.scalar(event, path);
    else if (event.type === EVENT_ID.SEQUENCE) node = this.sequence(event.start, path);
    else if (event.type === EVENT_ID.MAPPING) node = this.mapping(event.start, path);
    else return undefined;
    if (event.tagStart >= 0) {
      this.fault(event.tagStart, path, "YAML tags such as `!!str` are not supported: remove the tag");
    }
    if (event.anchorStart >= 0) {
      const name = this.text.slice(event.anchorStart, event.anchorEnd);
      this.anchors.set(name, { node, size: this.values - before });
    }
    return node;
  }

  private alias(start: number, end: number, path: string): Node | undefined {
    const target = this.anchors.get(this.text.slice(start, end));
    if (target === undefined) {
      this.fault(start, path, "this alias names an anchor that is not defined above it: write the value out");
      return undefined;
    }
    this.values += target.size;
    return target.node;
  }

  private sequence(offset: number, path: string): Node {
    const items: Node[] = [];
    while (!this.atEnd()) {
      const item = this.node(`${path}[${items.length}]`);
      if (item !== undefined) items.push(item);
    }
    return { kind: "sequence", offset, path, items };
  }

  private mapping(offset: number, path: string): Node {
    const entries = new Map<string, Entry>();
    while (!this.atEnd()) {
      const keyEvent = this.events[this.position];
      const key = this.key(path);
      const value = this.node(key === undefined ? path : formatPath([key], path));
      if (key === undefined || value === undefined || keyEvent?.type !== EVENT_ID.SCALAR) continue;
      const keyOffset = keyEvent.valueStart;
      if (entries.has(key)) {
        this.fault(keyOffset, formatPath([key], path), "this key stands twice in one mapping: keep one of them");
        continue;
      }
      entries.set(key, { keyOffset, value });
    }
    return { kind: "mapping", offset, path, entries };
  }

  private key(path: string): string | undefined {
    const event = this.events[this.position];
    const node = this.node(event?.type === EVENT_ID.SCALAR ? formatPath([getScalarValue(this.text, event)], path) : path);
    if (event === undefined || event.type !== EVENT_ID.SCALAR || node?.kind !== "scalar") {
      this.fault(node?.offset ?? 0, path, "a key must be a single word or text: write `key: value`");
      return undefined;
    }
    const key = getScalarValue(this.text, event);
    if (key === "<<") {
      this.fault(node.offset, path, "merge keys (`<<`) are not YAML 1.2: write the keys out");
      return undefined;
    }
    if (key === "" || key === "__proto__") {
      this.fault(node.offset, path, "this cannot be used as a key: give it a name");
      return undefined;
    }
    return key;
  }

  private scalar(event: ScalarEvent, path: string): ScalarNode {
    const source = getScalarValue(this.text, event);
    // A value left out has no place of its own.
    const offset = event.valueStart < 0 ? this.lastOffset : event.valueStart;
    this.lastOffset = offset;
    if (event.style !== SCALAR_STYLE.PLAIN) return { kind: "scalar", offset, path, source, value: source };
    if (AMBIGUOUS.test(source)) {
      const meant = /^(?:yes|on)$/i.test(source) ? "true" : "false";
      this.fault(
        offset,
        path,
        `an unquoted ${source} is a boolean to some YAML readers and text to others: write ${meant}, or "${source}" in quotes if it is text`,
      );
    }
    return { kind: "scalar", offset, path, source, value: resolvePlain(source) };
  }

  private atEnd(): boolean {
    const event = this.events[this.position];
    if (event === undefined) return true;
    if (event.type !== EVENT_ID.POP) return false;
    this.position++;
    return true;
  }
}

function isEmptyScalar(event: Event, text: string): boolean {
  return (
    event.type === EVENT_ID.SCALAR &&
    event.style === SCALAR_STYLE.PLAIN &&
    event.tagStart < 0 &&
    getScalarValue(text, event) === ""
  );
}

/** The YAML 1.2 core schema: null, booleans, integers, floats, else text. */
function resolvePlain(source: string): string | number | boolean | null {
  for (const tag of [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag]) {
    const value = tag.resolve(source, false, tag.tagName);
    if (value !== NOT_RESOLVED) return value;
  }
  return source;
}

/** The parser's reasons in words that say what to do; others are passed on as they are. */
function explainSyntax(reason: string): string {
  if (/tab/i.test(reason)) return "a tab character is used for indentation: indent with spaces";
  if (/indent/i.test(reason)) {
    return `${reason}: align this line with the keys or items it belongs to, and quote text that holds \`: \``;
  }
  if (/duplicat/i.test(reason)) return `${reason}: keep one of them`;
  return `this is not valid YAML (${reason}): check quotes, colons and indentation near here`;
}
