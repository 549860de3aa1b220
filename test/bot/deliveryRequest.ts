import { createHmac } from "node:crypto";
import type { LambdaFunctionURLEvent } from "aws-lambda";

export interface DeliveryRequest {
  readonly event?: string | undefined;
  readonly id?: string | undefined;
  readonly body?: string;
  readonly signature?: string;
  readonly method?: string;
  readonly path?: string;
  readonly type?: string | undefined;
}

/**
 * A delivery of GitHub's, as Lambda gives a request to a function's URL to the function.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function deliveryRequest(request: DeliveryRequest): LambdaFunctionURLEvent {
  const { body = "{}", signature, method = "POST", path = "/" } = request;
  const { event, id, type } = {
    event: "ping",
    id: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    type: "application/json",
    ...request,
  };
  const headers = {
    accept: "*/*",
    "content-length": String(Buffer.byteLength(body)),
    "content-type": type,
    host: "abcdefghij.lambda-url.eu-west-1.on.aws",
    "user-agent": "GitHub-Hookshot/044aadd",
    "x-amzn-trace-id": "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e",
    "x-forwarded-for": "192.0.2.10",
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
    "x-github-delivery": id,
    "x-github-event": event,
    "x-github-hook-id": "292430182",
    "x-github-hook-installation-target-id": "4242",
    "x-github-hook-installation-target-type": "integration",
    "x-hub-signature-256": signature,
  };
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: "",
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
    requestContext: {
      accountId: "anonymous",
      apiId: "abcdefghij",
      domainName: "abcdefghij.lambda-url.eu-west-1.on.aws",
      domainPrefix: "abcdefghij",
      http: {
        method,
        path,
        protocol: "HTTP/1.1",
        sourceIp: "192.0.2.10",
        userAgent: "GitHub-Hookshot/044aadd",
      },
      requestId: "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
      routeKey: "$default",
      stage: "$default",
      time: "12/Mar/2026:19:03:58 +0000",
      timeEpoch: 1773342238000,
    },
    body,
    isBase64Encoded: false,
  };
}

/** A delivery that is signed with a secret. */
export function signedRequest(secret: string, event: string, payload: unknown, id?: string) {
  const body = JSON.stringify(payload);
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  return deliveryRequest({ event, body, signature, ...(id === undefined ? {} : { id }) });
}
