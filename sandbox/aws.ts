import type { Service } from "./kind";

/** Marvin declares nothing on AWS yet. The server answers the handshake, and refuses every type by name. */
export const aws: Service = { name: "aws", kinds: {}, invokes: {} };
